/** Adds and removes photos of a library while the page is open. */

import { LOOSE, Month, newestFirst } from "./library.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 */

/**
 * @param {Library} library
 * @param {Set<string>} names
 */
export function removePhotos(library, names) {
  for (const month of library.months) {
    const rest = month.photos.filter((photo) => !names.has(photo.name));
    if (rest.length < month.photos.length) setPhotos(month, rest);
  }
  library.notify();
}

/**
 * Add photos in order, without those that this library doesn't show.
 * @param {Library} library
 * @param {Photo[]} photos
 */
export function addPhotos(library, photos) {
  const added = photos.filter((photo) => library.keyOf(photo) !== undefined);
  const names = new Set(added.map(({ name }) => name));
  for (const [key, group] of Map.groupBy(added, (photo) => library.keyOf(photo) ?? "")) {
    const month = findOrAddMonth(library, key);
    setPhotos(month, [...month.photos.filter(({ name }) => !names.has(name)), ...group].sort(newestFirst));
  }
  library.notify();
}

/**
 * @param {Month} month
 * @param {Photo[]} photos
 */
function setPhotos(month, photos) {
  if (month.isLoaded) return month.fill(photos);
  month.count += photos.length - month.photos.length;
  month.photos = photos;
}

/**
 * @param {Library} library
 * @param {string} key
 */
function findOrAddMonth({ months }, key) {
  const found = months.find((month) => month.key === key);
  if (found) return found;
  const month = new Month(key, 0, 0);
  month.isLoaded = true;
  const index = key === LOOSE ? 0 : months.findIndex((other) => other.key !== LOOSE && other.key < key);
  months.splice(index < 0 ? months.length : index, 0, month);
  return month;
}
