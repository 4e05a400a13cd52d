/** Adds and removes photos of a library while the page is open. */

import { Month } from "./library.js";
import { orderOf } from "./order.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 */

/** Photos that were removed while they were sorted by when they were added, by name. @type {Map<string, Photo>} */
const removed = new Map();

/**
 * @param {Library} library
 * @param {Set<string>} names
 */
export function removePhotos(library, names) {
  replacePhotos(library, names, []);
}

/**
 * Add photos in order, without those that this library doesn't show.
 * @param {Library} library
 * @param {Photo[]} photos
 */
export function addPhotos(library, photos) {
  replacePhotos(library, new Set(), photos);
}

/**
 * Remove and add photos in one step, so that photos with new names stay in view.
 * @param {Library} library
 * @param {Set<string>} names  to remove
 * @param {Photo[]} photos  to add, without those that this library doesn't show
 */
export function replacePhotos(library, names, photos) {
  const added = photos.filter((photo) => library.accepts(photo)).map(withTimeAdded);
  if (library.query.added)
    for (const photo of library.photos) if (names.has(photo.name)) removed.set(photo.name, photo);
  const byMonth = Map.groupBy(added, (photo) => library.keyOf(photo));
  for (const key of byMonth.keys()) addMonth(library, key);
  const order = orderOf(library.query);
  const old = new Set([...names, ...namesOf(added)]);
  for (const month of library.months) {
    const rest = month.photos.filter(({ name }) => !old.has(name));
    const group = byMonth.get(month.key) ?? [];
    if (group.length || rest.length < month.photos.length) setPhotos(month, [...rest, ...group].sort(order));
  }
  library.notify();
}

/**
 * Show exactly these photos.
 * @param {Library} library
 * @param {Photo[]} photos  in order
 */
export function replaceAll(library, photos) {
  const byMonth = Map.groupBy(photos, (photo) => library.keyOf(photo));
  for (const key of byMonth.keys()) addMonth(library, key);
  for (const month of library.months) {
    month.fill(byMonth.get(month.key) ?? []);
    month.hasNewest = true;
  }
  library.notify();
}

/** @param {Photo} photo  @returns {Photo} as it was sorted before it was removed */
function withTimeAdded(photo) {
  return { ...photo, when: removed.get(photo.name)?.when ?? photo.when };
}

/** @param {Photo[]} photos */
export function namesOf(photos) {
  return new Set(photos.map(({ name }) => name));
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
 * Add a month unless it exists.
 * @param {Library} library
 * @param {string} key
 */
function addMonth({ months, query }, key) {
  if (months.some((month) => month.key === key)) return;
  const month = new Month(key, 0, 0);
  month.isLoaded = true;
  const index = months.findIndex((other) => (query.sort === "oldest" ? other.key > key : other.key < key));
  months.splice(index < 0 ? months.length : index, 0, month);
}
