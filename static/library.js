/** The photos of the timeline or of an album, by month; what is not known yet is asked for when it is needed. */

import { ratio, sumOf } from "./layout.js";

/**
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {import("./photo.js").Previews} Previews
 * @typedef {{month: string, count: number | null, ratio_sum: number | null}} Hint  of `/api/months`
 * @typedef {{
 *   album: string | null, months: Hint[], photos: Photo[], partial: string[], newer: boolean, loose: Photo[], previews: Previews,
 * }} LibraryData  as the page carries it; `newer` tells whether their first month has photos before these
 */

/** A month of which nobody knows how much it holds. */
const UNKNOWN = { count: 30, ratioSum: 40 };

/** The section of photos in no album, above the timeline. */
export const LOOSE = "";

/** The album of photos that are in no folder. */
const ROOT = "";

/** A month of the library. Until it is loaded, its count and the sum of its shapes are hints. */
export class Month {
  /** Newest first; as many as are known. @type {Photo[]} */
  photos = [];
  isLoaded = false;
  /** Whether nothing newer is missing before the photos that are known. */
  isBegun = true;

  /**
   * @param {string} key  `2026-09`, or LOOSE
   * @param {number} [count]
   * @param {number} [ratioSum]
   */
  constructor(key, count = UNKNOWN.count, ratioSum = UNKNOWN.ratioSum) {
    this.key = key;
    this.count = count;
    this.ratioSum = ratioSum;
  }

  /** @param {Photo[]} photos  all of them */
  fill(photos) {
    this.photos = photos.sort(newestFirst);
    this.isLoaded = true;
    this.count = photos.length;
    this.ratioSum = sumOf(photos.map(ratio));
  }
}

/** Fires `change` whenever a month has other photos than before. */
export class Library extends EventTarget {
  /** Newest first. @type {Month[]} */
  months;
  /** @type {Map<string, Promise<void>>} */
  #loading = new Map();

  /** @param {LibraryData} data */
  constructor({ album, months, photos, partial, newer, loose, previews }) {
    super();
    this.album = album;
    this.previews = previews;
    this.months = months.map(({ month, count, ratio_sum }) => new Month(month, count ?? undefined, ratio_sum ?? undefined));
    for (const month of this.months) {
      month.photos = photos.filter((photo) => monthOf(photo) === month.key);
      if (month.photos.length && !partial.includes(month.key)) month.fill(month.photos);
      month.isBegun = !newer || month.key !== partial[0];
    }
    if (loose.length) this.#section(LOOSE).fill(loose);
  }

  get count() {
    return this.months.reduce((sum, month) => sum + month.count, 0);
  }

  /** All known photos, newest first. */
  get photos() {
    return this.months.flatMap((month) => month.photos);
  }

  /** @param {string} name */
  photoNamed(name) {
    for (const { photos } of this.months) {
      const found = photos.find((photo) => photo.name === name);
      if (found) return found;
    }
  }

  /**
   * Loads what is not loaded yet of some months, all in one request.
   * @param {Month[]} months
   */
  async load(months) {
    const missing = months.filter((month) => !month.isLoaded && !this.#loading.has(month.key));
    if (missing.length) {
      const loading = this.#fetch(missing).finally(() => missing.forEach(({ key }) => this.#loading.delete(key)));
      missing.forEach(({ key }) => this.#loading.set(key, loading));
    }
    await Promise.all(months.map(({ key }) => this.#loading.get(key)));
  }

  /**
   * Takes photos out, wherever they are.
   * @param {Set<string>} names
   */
  remove(names) {
    for (const month of this.months) {
      const kept = month.photos.filter((photo) => !names.has(photo.name));
      if (kept.length < month.photos.length) this.#replace(month, kept);
    }
    this.months = this.months.filter((month) => month.count > 0);
    this.#changed();
  }

  /**
   * Puts photos in their places; those that this library does not show are left out.
   * @param {Photo[]} photos
   * @returns {boolean} whether it shows all of them
   */
  put(photos) {
    const ours = photos.filter((photo) => this.#keyOf(photo) !== undefined);
    const names = new Set(ours.map(({ name }) => name));
    for (const [key, some] of Map.groupBy(ours, (photo) => this.#keyOf(photo) ?? "")) {
      const month = this.#section(key);
      this.#replace(month, [...month.photos.filter(({ name }) => !names.has(name)), ...some].sort(newestFirst));
    }
    this.#changed();
    return ours.length === photos.length;
  }

  /** A fresh right to read previews, when the old one has ended. */
  async renew() {
    const { ask } = await import("./library_requests.js");
    this.previews = (await ask(this.album, { limit: "1" })).previews;
    return this.previews;
  }

  /**
   * @param {Month} month
   * @param {Photo[]} photos
   */
  #replace(month, photos) {
    if (month.isLoaded) return month.fill(photos);
    month.count += photos.length - month.photos.length;
    month.photos = photos;
  }

  /** The section that shows it, if any does. @param {Photo} photo */
  #keyOf(photo) {
    if (photo.album === this.album) return monthOf(photo);
    return this.album === null && photo.album === ROOT ? LOOSE : undefined;
  }

  /** @param {string} key */
  #section(key) {
    const found = this.months.find((month) => month.key === key);
    if (found) return found;
    const month = new Month(key, 0, 0);
    month.isLoaded = true;
    const place = key === LOOSE ? 0 : this.months.findIndex((other) => other.key !== LOOSE && other.key < key);
    this.months.splice(place < 0 ? this.months.length : place, 0, month);
    return month;
  }

  /** @param {Month[]} months */
  async #fetch(months) {
    const { photosOf } = await import("./library_requests.js");
    const { photos, previews } = await photosOf(this.album, months.map(({ key }) => key));
    this.previews = previews;
    const byMonth = Map.groupBy(photos, monthOf);
    for (const month of months) month.fill(byMonth.get(month.key) ?? []);
    this.months = this.months.filter((month) => month.count > 0);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {Photo} photo */
export function monthOf(photo) {
  return photo.when.slice(0, 7);
}

/**
 * As the server sorts them.
 * @param {Photo} one
 * @param {Photo} other
 */
function newestFirst(one, other) {
  if (one.when !== other.when) return one.when < other.when ? 1 : -1;
  return one.name < other.name ? 1 : -1;
}
