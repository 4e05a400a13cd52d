/** Texts of dialogs and toasts. */

export const CANCEL = _("Cancel");
export const CLOSE = _("Close");
export const CLOSE_MESSAGE = _("Close message");
export const MESSAGES = _("Messages");
export const SAVE = _("Save");
export const SIGN_IN = _("Sign in");
export const UNDO_KEY = _("Ctrl+Z");
