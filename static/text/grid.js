/** Texts in the grid. */

import { fill } from "./plural.js";

export const PHOTOS = _("Photos");
export const VIDEO = _("Video");
export const LIVE = _("Live");
export const LIVE_PHOTO = _("Live photo");
export const TIMELINE = _("Timeline");
export const TRY_AGAIN = _("Try again");

/** @param {string} what  a file, a day or a month */
export const select = (what) => fill(_("Select %(what)s"), { what });

/**
 * @param {string} album
 * @param {string} month
 */
export const position = (album, month) => `${album} · ${month}`;
