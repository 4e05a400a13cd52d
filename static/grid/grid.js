/** All photos of a library in justified rows. Only what is near the view is in the page; months are loaded as they come near. */

import { Forecast } from "./height_estimate.js";
import { Movement } from "./scrolling.js";
import { Section } from "./section.js";

/**
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("./section.js").Cell} Cell
 * @typedef {{key: string, name?: string, offset: number}} Anchor
 *   A photo near the top of the view, else a month, and how far below the top it is, in pixels.
 */

/** Screens beside the view: photos that are there already, months that have to be, months that come along with those. */
const DRAWN = 0.5;
const NEAR = 1;
const ALONG = 1.5;

/** Months of one request: as many as the gallery allows. */
const MONTHS = 36;

/** Photos whose shapes stand for those that are not known yet. */
const SAMPLE = 200;

/** Fires `open` with the photo to open, `draw` whenever it has drawn, and `trouble` with the error when it can't load. */
export class Grid extends EventTarget {
  /** Newest first. @type {Section[]} */
  sections = [];
  /** Name of the photo that the tab key leads to. */
  current = "";
  #frame;
  #known;
  #forecast;
  movement = new Movement(() => this.#rest());
  #waits = 0;
  /** @type {import("./section.js").Maker | undefined} */
  #maker;
  /** Where to be as soon as its month is there, unless the view has left the place that stands for it. @type {{anchor: Anchor, top: number} | undefined} */
  #wanted;

  /**
   * @param {Library} library
   * @param {HTMLElement} place
   */
  constructor(library, place) {
    super();
    this.library = library;
    this.place = place;
    this.#frame = this.#measure();
    this.#known = library.photos.slice(0, SAMPLE);
    this.#forecast = new Forecast(this.#known, this.#frame);
    this.#arrange(place.querySelectorAll("section"));
    place.classList.add("ready");
    library.addEventListener("change", () => this.#again());
    new ResizeObserver(() => this.fit()).observe(place);
    addEventListener("scroll", () => this.#soon());
    addEventListener("resize", () => this.#soon());
    addEventListener("online", () => this.load());
    place.addEventListener("click", (event) => this.#click(event));
    place.addEventListener("focusin", ({ target }) => this.#follow(target));
    this.draw();
  }

  get height() {
    return this.sections.at(-1)?.bottom ?? 0;
  }

  /** How far the top of the view is below the top of the grid. */
  get top() {
    return -this.place.getBoundingClientRect().top;
  }

  set top(top) {
    scrollBy({ top: top - this.top, behavior: "instant" });
  }

  /** In order. */
  get cells() {
    return this.sections.flatMap(({ cells }) => [...cells.values()]);
  }

  /** @param {Photo} photo */
  linkOf({ name }) {
    return this.cells.find(({ photo }) => photo.name === name)?.link;
  }

  /** @param {EventTarget | null} target  within a photo */
  cellAt(target) {
    return this.cells.find(({ item }) => item.contains(/** @type {Node | null} */ (target)));
  }

  /** @returns {Anchor | undefined} */
  get anchor() {
    const { top } = this;
    if (this.#wanted?.top === top) return this.#wanted.anchor;
    const [section, next] = this.sections.filter(({ bottom }) => bottom > top);
    if (top <= 0 || !section) return undefined;
    // While a month is not known, there is nothing to see of it, but of the one below it.
    const {
      month,
      heading,
      photos,
      rows,
      top: start,
    } = !section.rows.length && next?.top < top + innerHeight ? next : section;
    const inside = top - start - heading;
    const row = rows.find((one) => one.top + one.height / 2 > inside);
    const name = row && photos[row.first]?.name;
    return { key: month.key, name, offset: name ? row.top - inside : start - top };
  }

  set anchor(anchor) {
    const section = this.sections.find(({ month }) => month.key === anchor?.key);
    if (!anchor || !section) return;
    const photo = section.photos.find(({ name }) => name === anchor.name);
    const row = photo && section.rowOf(photo);
    this.top = section.top + (row ? section.heading + row.top : 0) - anchor.offset;
    this.#wanted = row || section.month.isLoaded ? undefined : { anchor, top: this.top };
  }

  /** Asks for the months that are missing near the view. */
  async load() {
    if (this.#within(NEAR).every(({ month }) => month.isLoaded)) return;
    const missing = this.#within(ALONG)
      .map(({ month }) => month)
      .filter(({ isLoaded }) => !isLoaded);
    try {
      await this.library.load(missing.slice(0, MONTHS));
    } catch (error) {
      this.dispatchEvent(new CustomEvent("trouble", { detail: error }));
    }
  }

  /** Lays everything out anew if it has other room than before. */
  fit() {
    const frame = this.#measure();
    if (Object.values(frame).join() === Object.values(this.#frame).join()) return;
    this.#frame = frame;
    this.#forecast = new Forecast(this.#known, frame);
    this.#again();
  }

  #measure() {
    const style = getComputedStyle(this.place);
    const [row, gap, heading] = ["--row", "--gap", "--heading"].map((name) => parseFloat(style.getPropertyValue(name)));
    return { width: this.place.clientWidth, row, gap, heading };
  }

  /** @param {Iterable<HTMLElement>} [made]  sections of the HTML */
  #arrange(made = []) {
    const old = new Map(this.sections.map((section) => [section.month, section]));
    const adopted = new Map([...made].map((one) => [one.querySelector("h2")?.id.replace(/^(m|loose$)/, ""), one]));
    this.sections = this.library.months.map((month) => old.get(month) ?? new Section(month, adopted.get(month.key)));
    let top = 0;
    for (const section of this.sections) {
      section.fit(this.#frame, this.#forecast);
      section.top = top;
      top = section.bottom;
    }
    this.place.style.height = `${top}px`;
  }

  #again() {
    const { anchor } = this;
    const focused = this.cellAt(document.activeElement);
    const index = focused ? this.cells.indexOf(focused) : 0;
    this.#arrange();
    this.anchor = anchor;
    this.draw();
    if (!focused || this.place.contains(document.activeElement)) return;
    const { cells } = this;
    (cells[Math.min(index, cells.length - 1)]?.link ?? document.querySelector("main"))?.focus({ preventScroll: true });
  }

  #soon() {
    this.#waits ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.#waits);
    this.#waits = 0;
    this.movement.follow(this.top);
    if (this.movement.isFast) this.#maker?.stopImages(this.cells);
    const near = this.#within(DRAWN);
    const drawn = this.sections.filter((section) => near.includes(section) || section.cells.has(this.current));
    const isMissed = drawn.map((section) => section.draw(...this.#span(DRAWN), this.current, this.#maker));
    this.#put(drawn.flatMap(({ element }) => element ?? []));
    if (isMissed.includes(true)) this.#getMaker().catch(() => this.later());
    this.#setTabStop();
    this.dispatchEvent(new Event("draw"));
    if (!this.movement.isFast) this.#rest();
  }

  /** Images that could not be loaded. */
  get failed() {
    return this.cells.map(({ image }) => image).filter((image) => image.complete && !image.naturalWidth);
  }

  /** Goes on when the connection is back, without which nothing more comes, not even what would tell so. */
  later() {
    window.ononline = () => {
      for (const image of this.failed) image.src += "";
      this.draw();
    };
  }

  #rest() {
    this.#maker?.loadImages(this.cells, this.library);
    this.load();
  }

  /** @param {Element[]} elements  of the sections that shall be in the page */
  #put(elements) {
    for (const child of [...this.place.children]) if (!elements.includes(child)) child.remove();
    let next = this.place.firstElementChild;
    for (const one of elements) {
      if (one === next) next = next.nextElementSibling;
      else this.place.insertBefore(one, next);
    }
  }

  async #getMaker() {
    if (this.#maker) return;
    this.#maker = await import("./cells.js");
    this.draw();
  }

  /**
   * @param {number} screens  beside the view
   * @returns {[number, number]}  heights of the grid
   */
  #span(screens) {
    const { at } = this.movement;
    return [at - screens * innerHeight, at + (1 + screens) * innerHeight];
  }

  /** @param {number} screens  beside the view */
  #within(screens) {
    const [from, to] = this.#span(screens);
    return this.sections.filter(({ top, bottom }) => top < to && bottom > from);
  }

  #setTabStop() {
    const { cells } = this;
    const current = cells.find(({ photo }) => photo.name === this.current);
    const stop = current ?? cells.find(({ top }) => top >= this.movement.at) ?? cells[0];
    for (const cell of cells) cell.link.tabIndex = cell === stop ? 0 : -1;
  }

  /** @param {EventTarget | null} target */
  #follow(target) {
    const cell = this.cellAt(target);
    if (!cell || cell.photo.name === this.current) return;
    this.current = cell.photo.name;
    this.#setTabStop();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const cell = this.cellAt(event.target);
    if (
      !cell?.link.contains(/** @type {Node} */ (event.target)) ||
      event.ctrlKey ||
      event.metaKey ||
      event.defaultPrevented
    )
      return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("open", { detail: { photo: cell.photo } }));
  }
}
