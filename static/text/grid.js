/** Texts in the grid. */

import { LOOSE } from "../library/library.js";
import { formatMonth } from "../library/photo.js";

export const NOT_IN_AN_ALBUM = "Not in an album";
export const TIME = "Time";
export const TRY_AGAIN = "Try again";

/** @param {string} key  of a section  @returns {string} `September 2026` */
export const sectionTitle = (key) => (key === LOOSE ? NOT_IN_AN_ALBUM : formatMonth(key));

/** @param {string} what  a file, a day or a month */
export const select = (what) => `Select ${what}`;

/** @param {string} key */
export const selectSection = (key) => select(key === LOOSE ? "all not in an album" : formatMonth(key));

/**
 * @param {string} album
 * @param {string} section
 */
export const position = (album, section) => `${album} · ${section}`;
