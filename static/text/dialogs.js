/** Texts of dialogs and toasts. */

export const CANCEL = "Cancel";
export const CLOSE = "Close";
export const CLOSE_MESSAGE = "Close message";
export const MESSAGES = "Messages";
export const SAVE = "Save";
export const SIGN_IN = "Sign in";
