/** Texts about the dates of photos. */

import { fill } from "./plural.js";

export const EDIT_DATE = _("Change date");
export const DATE = _("Date");
export const TIME = _("Time");
export const OFFSET = _("UTC offset");
export const DAY = _("Set the day, and keep the time");
export const SHIFT = _("Shift, if the camera's clock was wrong");
export const DAYS = _("Days");
export const HOURS = _("Hours");
export const MINUTES = _("Minutes");
export const SHIFT_HINT = _("Negative numbers shift back.");
export const USE_OWN_DATE = _("Use the file's own date");
export const USE_OWN_DATES = _("Use the files' own dates");

/** @param {string} date  formatted */
export const inFile = (date) => fill(_("The file says %(date)s."), { date });
