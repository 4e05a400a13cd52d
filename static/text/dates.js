/** Texts about the dates of photos. */

export const EDIT_DATE = "Change date";
export const DATE = "Date";
export const TIME = "Time";
export const OFFSET = "UTC offset";
export const DAY = "Set the day, and keep the time";
export const SHIFT = "Shift, if the camera's clock was wrong";
export const DAYS = "Days";
export const HOURS = "Hours";
export const MINUTES = "Minutes";
export const SHIFT_HINT = "Negative numbers shift back.";
export const USE_OWN_DATE = "Use the file's own date";
export const USE_OWN_DATES = "Use the files' own dates";

/** @param {string} date  formatted */
export const inFile = (date) => `The file says ${date}.`;
