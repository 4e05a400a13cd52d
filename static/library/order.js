/** The order of photos, as the server sorts them (gallery/model/sort_orders.py). */

/**
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {(one: Photo, other: Photo) => number} Compare
 */

/** Digits up to which numbers in names are compared as numbers. */
const WIDEST_NUMBER = 20;

/** By the `sort` of a list. @type {Record<string, Compare>} */
const ORDERS = {
  newest: newestFirst,
  oldest: (one, other) => newestFirst(other, one),
  name: (one, other) => (nameKey(one) < nameKey(other) ? -1 : 1),
};

/**
 * @param {Record<string, string>} query  of a library
 * @returns {Compare}
 */
export function orderOf({ sort }) {
  return ORDERS[sort] ?? newestFirst;
}

/**
 * @param {Photo} one
 * @param {Photo} other
 */
export function newestFirst(one, other) {
  if (one.when !== other.when) return one.when < other.when ? 1 : -1;
  return one.name < other.name ? 1 : -1;
}

/** @param {Photo} photo */
function nameKey({ name }) {
  return `${name.toLowerCase().replace(/\d+/g, (number) => number.padStart(WIDEST_NUMBER, "0"))}\n${name}`;
}
