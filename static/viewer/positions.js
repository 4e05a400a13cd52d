/** Positions in the whole library, from 0, the newest: by what its months hold, or are said to hold until they are loaded. */

import { LOOSE, monthOf } from "../library/library.js";

/**
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("../library/library.js").Month} Month
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {{month: Month, index: number}} Place
 */

/** So many photos on both sides of the one in view are known before anybody gets there. */
const AHEAD = 20;

/**
 * @param {Library} library
 * @param {Photo} photo
 * @returns {number} -1 when it is not there
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
 * @returns {Place | undefined}
 */
export function placeAt({ months }, position) {
  let first = 0;
  for (const month of months) {
    if (position >= first && position < first + month.count) return { month, index: position - first };
    first += month.count;
  }
}

/**
 * @param {Library} library
 * @param {number} position
 * @returns {Photo | undefined} none while its month is not loaded
 */
export function photoAt(library, position) {
  const place = placeAt(library, position);
  return place?.month.photos[place.index];
}

/**
 * What has to be loaded before anybody gets there.
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
 * @returns {number} of its first photo; -1 when it is gone
 */
export function firstOf({ months }, month) {
  const number = months.indexOf(month);
  return number < 0 ? -1 : months.slice(0, number).reduce((sum, { count }) => sum + count, 0);
}
