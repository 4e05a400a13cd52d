/** Texts about selecting photos. */

import { plural } from "./plural.js";

export const SELECT_PHOTOS = _("Select photos");
export const SELECTED_PHOTOS = _("Selected photos");
export const CLEAR = _("Clear selection");
export const ADD_TO_ALBUM = _("Add to album");
export const REMOVE_FROM_ALBUM = _("Remove from album");
export const EDIT = _("Edit");
export const SHARE = _("Share");
export const DOWNLOAD = _("Download");
export const DELETE = _("Delete");

/** @param {number} count */
export const selected = (count) => plural(count, _n("%(count)s selected", "%(count)s selected"));
