/**
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("../library/photo.js").Photo} Photo
 */

/** Months per request, the most that the gallery allows. */
const MONTHS = 36;

/** The selected photos. Dispatches `change`. */
export class Selection extends EventTarget {
  /** @type {Set<string>} */
  names = new Set();
  /** Start of ranges: the photo toggled last. */
  #start = "";
  /** What was selected at that time. @type {Set<string>} */
  #base = new Set();
  /** End of the range. */
  #end = "";
  /** Whether to stay active without selected photos. */
  #isStarted = false;

  /** @param {Library} library */
  constructor(library) {
    super();
    this.library = library;
    library.addEventListener("change", () => this.#dropMissing());
  }

  get isActive() {
    return this.#isStarted || this.names.size > 0;
  }

  /** Let people select photos with a single tap, until they end the selection or act on it. */
  start() {
    this.#isStarted = true;
    this.#notify();
  }

  /** In library order. */
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
   * Select all of these, or deselect them if all are selected.
   * @param {Photo[]} photos
   */
  toggleAll(photos) {
    const areSelected = photos.every(({ name }) => this.names.has(name));
    for (const { name } of photos) this.names[areSelected ? "delete" : "add"](name);
    this.#start = this.#end = photos[0]?.name ?? "";
    this.#base = new Set(this.names);
    this.#notify();
  }

  /** @param {Photo} photo */
  async toggleMonth(photo) {
    if (await this.#load(this.#monthsOf(photo))) this.toggleAll(this.#monthsOf(photo).flatMap(({ photos }) => photos));
  }

  /** @param {Photo} photo */
  async toggleDay(photo) {
    if (await this.#load(this.#monthsOf(photo))) this.toggleAll(this.dayOf(photo));
  }

  /** @param {Photo} photo  @returns {Photo[]} the loaded photos of its day */
  dayOf(photo) {
    const day = photo.when.slice(0, 10);
    return this.#monthsOf(photo).flatMap(({ photos }) => photos.filter(({ when }) => when.startsWith(day)));
  }

  /**
   * Select from the last toggled photo to this one, replacing the previous range.
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
    this.names = new Set([...this.#base, ...photos.slice(first, last + 1).map(({ name }) => name)]);
    this.#notify();
  }

  async selectAll() {
    if (!(await this.#load(this.library.months))) return;
    this.names = new Set(this.library.photos.map(({ name }) => name));
    this.#base = new Set(this.names);
    this.#start = this.#end = "";
    this.#notify();
  }

  clear() {
    this.#isStarted = false;
    this.names.clear();
    this.#start = this.#end = "";
    this.#notify();
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

  /** @param {Photo} photo */
  #monthsOf(photo) {
    return this.library.months.filter(({ key }) => key === this.library.keyOf(photo));
  }

  /**
   * @param {import("../library/library.js").Month[]} months
   * @returns {Promise<boolean>} false after showing an error
   */
  async #load(months) {
    const missing = months.filter(({ isLoaded }) => !isLoaded);
    try {
      while (missing.length) await this.library.load(missing.splice(0, MONTHS));
    } catch (error) {
      const { showToast } = await import("../ui/toast.js");
      showToast(/** @type {Error} */ (error).message, { isError: true });
      return false;
    }
    return true;
  }

  #dropMissing() {
    if (!this.isActive) return;
    const { size } = this.names;
    const existing = new Set(this.library.photos.map(({ name }) => name));
    this.names = new Set([...this.names].filter((name) => existing.has(name)));
    if (this.names.size === size) return;
    this.#isStarted &&= this.names.size > 0;
    this.#notify();
  }

  #notify() {
    this.dispatchEvent(new Event("change"));
  }
}
