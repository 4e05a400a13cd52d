/** The photos of the timeline, an album or a selection, by month. Months load when needed. */

import { ratio, sumOf } from "../grid/layout.js";

/**
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {import("./photo.js").Previews} Previews
 * @typedef {{month: string, count: number, ratio_sum: number}} MonthEntry  of `/api/months`
 * @typedef {{
 *   album: string | null, query: Record<string, string>, heading: string, outside?: string[], months: MonthEntry[], photos: Photo[], partial: string[], newer: boolean, previews: Previews, tiles: string,
 * }} LibraryData  in the page; `outside`: folders whose photos the timeline doesn't show; `newer`: whether the first month
 *   has newer photos
 */

export class Month {
  /** In the order of the list. @type {Photo[]} */
  photos = [];
  isLoaded = false;
  /** Whether `photos` begins with the first of the month. */
  hasNewest = true;

  /**
   * @param {string} key  `2026-09`; "" for all photos, in a list that isn't by month
   * @param {number} count
   * @param {number} ratioSum  of the aspect ratios
   */
  constructor(key, count, ratioSum) {
    this.key = key;
    this.count = count;
    this.ratioSum = ratioSum;
  }

  /** @param {Photo[]} photos  all of them, in order */
  fill(photos) {
    this.photos = photos;
    this.isLoaded = true;
    this.count = photos.length;
    this.ratioSum = sumOf(photos.map(ratio));
  }
}

/** Dispatches `change` when the photos of a month change. */
export class Library extends EventTarget {
  /** In the order of the list. @type {Month[]} */
  months;
  /** @type {Map<string, Promise<void>>} */
  #loading = new Map();

  /** @param {LibraryData} data */
  constructor({ album, query, heading, outside = [], months, photos, partial, newer, previews, tiles }) {
    super();
    /** Null for the timeline, which contains all photos, and for selections. */
    this.album = album;
    /** The part of URLs that says which photos these are. */
    this.query = query;
    /** Of a selection of the whole library; "" for the timeline and albums. */
    this.heading = heading;
    this.outside = outside;
    this.previews = previews;
    /** The size of photos that people chose: a class in grid.css. */
    this.tiles = tiles;
    this.months = months.map(({ month, count, ratio_sum }) => new Month(month, count, ratio_sum));
    for (const month of this.months) {
      month.photos = photos.filter((photo) => this.keyOf(photo) === month.key);
      if (month.photos.length && !partial.includes(month.key)) month.fill(month.photos);
      month.hasNewest = !newer || month.key !== partial[0];
    }
  }

  get count() {
    return this.months.reduce((sum, month) => sum + month.count, 0);
  }

  /** Loaded photos, in order. */
  get photos() {
    return this.months.flatMap((month) => month.photos);
  }

  /** @param {string} name */
  photoNamed(name) {
    return this.photos.find((photo) => photo.name === name);
  }

  /**
   * Load months that aren't loaded yet, in one request.
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

  /** @param {Photo} photo  @returns {string} the key of its month */
  keyOf(photo) {
    return this.query.sort === "name" ? "" : monthOf(photo);
  }

  /** @param {Photo} photo  @returns {boolean} whether this is the timeline and shows it, or one of the photo's albums */
  accepts({ album, name, tags }) {
    if (this.album === null) return !this.outside.some((folder) => name.startsWith(folder));
    return this.album === album || Boolean(tags?.includes(`album:${this.album}`));
  }

  /** @param {Month[]} months */
  async #fetch(months) {
    const { loadMonths } = await import("./listings.js");
    const photos = await loadMonths(
      this,
      months.map(({ key }) => key),
    );
    const byMonth = Map.groupBy(photos, (photo) => this.keyOf(photo));
    for (const month of months) month.fill(byMonth.get(month.key) ?? []);
    this.notify();
  }

  /** Call after changing the photos of a month. */
  notify() {
    this.months = this.months.filter((month) => month.count > 0);
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {Photo} photo */
export function monthOf(photo) {
  return photo.when.slice(0, 7);
}
