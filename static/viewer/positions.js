/** Positions in the library, from 0 for the newest photo, based on the counts of months. */

import { LOOSE, monthOf } from "../library/library.js";

/**
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("../library/library.js").Month} Month
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {{month: Month, index: number}} Location
 */

/** Photos to load ahead on both sides. */
const AHEAD = 20;

/**
 * @param {Library} library
 * @param {Photo} photo
 * @returns {number} -1 if it's not in the library
 */
export function positionOf({ months }, photo) {
  const own = monthOf(photo);
  let first = 0;
  for (const { key, count, photos } of months) {
    const index = key === own || key === LOOSE ? photos.findIndex(({ name }) => name === photo.name) : -1;
    if (index >= 0) return first + index;
    first += count;
  }
  return -1;
}

/**
 * @param {Library} library
 * @param {number} position
 * @returns {Location | undefined}
 */
export function locationAt({ months }, position) {
  let first = 0;
  for (const month of months) {
    if (position >= first && position < first + month.count) return { month, index: position - first };
    first += month.count;
  }
}

/**
 * @param {Library} library
 * @param {number} position
 * @returns {Photo | undefined} undefined until its month loads
 */
export function photoAt(library, position) {
  const location = locationAt(library, position);
  return location?.month.photos[location.index];
}

/**
 * Return the months to load ahead.
 * @param {Library} library
 * @param {number} position
 */
export function monthsAround({ months }, position) {
  let first = 0;
  return months.filter(({ count, isLoaded }) => {
    const start = first;
    first += count;
    return !isLoaded && start <= position + AHEAD && first > position - AHEAD;
  });
}

/**
 * @param {Library} library
 * @param {Month} month
 * @returns {number} position of its first photo, -1 if it's not in the library
 */
export function startOf({ months }, month) {
  const index = months.indexOf(month);
  return index < 0 ? -1 : months.slice(0, index).reduce((sum, { count }) => sum + count, 0);
}
