/** Why a request failed, unless the gallery gives the reason. */

export const UNREACHABLE = "The gallery can't be reached. Check your connection and try again.";
export const SIGNED_OUT = "You've been signed out. Sign in and try again.";
export const TOO_LARGE = "The file is too large.";

/** @param {number} status */
export const failed = (status) => `Something went wrong (error ${status}). Try again later.`;
