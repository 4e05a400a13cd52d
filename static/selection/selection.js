/** Which photos are selected. */

import { LOOSE, monthOf } from "../library/library.js";

/**
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("../library/photo.js").Photo} Photo
 */

/** The most months that the gallery gives at a time. */
const MONTHS = 36;

/** Fires `change` whenever other photos are selected than before. */
export class Selection extends EventTarget {
  /** @type {Set<string>} */
  names = new Set();
  /** Where ranges begin: the photo that was toggled last. */
  #start = "";
  /** What was selected then. @type {Set<string>} */
  #before = new Set();
  /** Where the range shall end. */
  #end = "";

  /** @param {Library} library */
  constructor(library) {
    super();
    this.library = library;
    library.addEventListener("change", () => this.#dropMissing());
  }

  get isActive() {
    return this.names.size > 0;
  }

  /** In the order of the library. */
  get photos() {
    return this.library.photos.filter(({ name }) => this.names.has(name));
  }

  /** @param {string} name */
  has(name) {
    return this.names.has(name);
  }

  /** @param {Photo} photo */
  toggle(photo) {
    this.toggleAll([photo]);
  }

  /**
   * Selects all of them; if they all are already, none.
   * @param {Photo[]} photos
   */
  toggleAll(photos) {
    const isWhole = photos.every(({ name }) => this.names.has(name));
    for (const { name } of photos) this.names[isWhole ? "delete" : "add"](name);
    this.#start = this.#end = photos[0]?.name ?? "";
    this.#before = new Set(this.names);
    this.#changed();
  }

  /** @param {Photo} photo */
  async toggleMonth(photo) {
    if (await this.#load(this.#monthsOf(photo))) this.toggleAll(this.#monthsOf(photo).flatMap(({ photos }) => photos));
  }

  /** @param {Photo} photo */
  async toggleDay(photo) {
    if (await this.#load(this.#monthsOf(photo))) this.toggleAll(this.dayOf(photo));
  }

  /** @param {Photo} photo  Those that are known of its day, in its section of the page. */
  dayOf(photo) {
    const day = photo.when.slice(0, 10);
    return this.#monthsOf(photo).flatMap(({ photos }) => photos.filter(({ when }) => when.startsWith(day)));
  }

  /**
   * Selects everything from the last toggled photo up to this one, instead of the range before.
   * @param {Photo} photo
   */
  async extendTo(photo) {
    const from = this.library.photoNamed(this.#start);
    if (!from) return this.toggle(photo);
    this.#end = photo.name;
    await this.#load(this.#between(from, photo));
    if (this.#end !== photo.name || this.#start !== from.name) return;
    const { photos } = this.library;
    const [first, last] = [photos.indexOf(from), photos.indexOf(photo)].sort((one, other) => one - other);
    this.names = new Set([...this.#before, ...photos.slice(first, last + 1).map(({ name }) => name)]);
    this.#changed();
  }

  clear() {
    this.names.clear();
    this.#start = this.#end = "";
    this.#changed();
  }

  /**
   * @param {Photo} one
   * @param {Photo} other
   */
  #between(one, other) {
    const { months } = this.library;
    const ends = [one, other].map((photo) => months.findIndex(({ photos }) => photos.includes(photo)));
    return months.slice(Math.min(...ends), Math.max(...ends) + 1);
  }

  /** @param {Photo} photo  The one that holds it, or none. */
  #monthsOf(photo) {
    const wanted = photo.album === this.library.album ? monthOf(photo) : LOOSE;
    return this.library.months.filter(({ key }) => key === wanted);
  }

  /**
   * @param {import("../library/library.js").Month[]} months
   * @returns {Promise<boolean>} whether they are there; if not, that is told
   */
  async #load(months) {
    const missing = months.filter(({ isLoaded }) => !isLoaded);
    try {
      while (missing.length) await this.library.load(missing.splice(0, MONTHS));
    } catch (error) {
      const { say } = await import("../ui/toast.js");
      say(/** @type {Error} */ (error).message, { isError: true });
      return false;
    }
    return true;
  }

  #dropMissing() {
    if (!this.isActive) return;
    const { size } = this.names;
    const there = new Set(this.library.photos.map(({ name }) => name));
    this.names = new Set([...this.names].filter((name) => there.has(name)));
    if (this.names.size < size) this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
