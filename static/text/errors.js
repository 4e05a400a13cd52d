/** Why a request failed, unless the gallery gives the reason. */

import { fill } from "./plural.js";

export const UNREACHABLE = _("The gallery can't be reached. Check your connection and try again.");
export const SIGNED_OUT = _("You've been signed out. Sign in and try again.");
export const TOO_LARGE = _("The file is too large.");

/** @param {number} status */
export const failed = (status) =>
  fill(_("Something went wrong (error %(status)s). Try again later."), { status: String(status) });
