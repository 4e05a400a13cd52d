/** Positions in the library, from 0 for the first photo, based on the counts of months. */

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
export function positionOf(library, photo) {
  const month = library.months.find(({ key }) => key === library.keyOf(photo));
  const index = month?.photos.findIndex(({ name }) => name === photo.name) ?? -1;
  return month && index >= 0 ? startOf(library, month) + index : -1;
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
 * Whether a position counts all photos before it. In a month that begins with the photo of the URL, some aren't loaded yet.
 * @param {Library} library
 * @param {number} position
 */
export function isKnown(library, position) {
  const month = locationAt(library, position)?.month;
  return Boolean(month?.isLoaded || month?.hasNewest);
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
