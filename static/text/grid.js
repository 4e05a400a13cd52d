/** Texts in the grid. */

export const PHOTOS = "Photos";
export const VIDEO = "Video";
export const LIVE = "Live";
export const LIVE_PHOTO = "Live photo";
export const TIME = "Time";
export const TRY_AGAIN = "Try again";

/** @param {string} what  a file, a day or a month */
export const select = (what) => `Select ${what}`;

/**
 * @param {string} album
 * @param {string} month
 */
export const position = (album, month) => `${album} · ${month}`;
