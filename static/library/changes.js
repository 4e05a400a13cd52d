/** Photos that come to a library and leave it while the page is open. */

import { LOOSE, Month, newestFirst } from "./library.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 */

/**
 * Takes photos out, wherever they are.
 * @param {Library} library
 * @param {Set<string>} names
 */
export function remove(library, names) {
  for (const month of library.months) {
    const kept = month.photos.filter((photo) => !names.has(photo.name));
    if (kept.length < month.photos.length) replace(month, kept);
  }
  library.changed();
}

/**
 * Puts photos in their places; those that this library does not show are left out.
 * @param {Library} library
 * @param {Photo[]} photos
 */
export function put(library, photos) {
  const ours = photos.filter((photo) => library.keyOf(photo) !== undefined);
  const names = new Set(ours.map(({ name }) => name));
  for (const [key, some] of Map.groupBy(ours, (photo) => library.keyOf(photo) ?? "")) {
    const month = monthOf(library, key);
    replace(month, [...month.photos.filter(({ name }) => !names.has(name)), ...some].sort(newestFirst));
  }
  library.changed();
}

/**
 * @param {Month} month
 * @param {Photo[]} photos
 */
function replace(month, photos) {
  if (month.isLoaded) return month.fill(photos);
  month.count += photos.length - month.photos.length;
  month.photos = photos;
}

/**
 * The one of this key, made in its place if there is none.
 * @param {Library} library
 * @param {string} key
 */
function monthOf({ months }, key) {
  const found = months.find((month) => month.key === key);
  if (found) return found;
  const month = new Month(key, 0, 0);
  month.isLoaded = true;
  const place = key === LOOSE ? 0 : months.findIndex((other) => other.key !== LOOSE && other.key < key);
  months.splice(place < 0 ? months.length : place, 0, month);
  return month;
}
