/** All photos of a library in justified rows. Only those near the viewport are in the DOM; months load as they come near. */

import { arrange } from "./arrangement.js";
import { HeightEstimate } from "./height_estimate.js";
import { isSameFrame } from "./layout.js";
import { Scrolling } from "./scrolling.js";
import { Section } from "./section.js";

/**
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("./section.js").Cell} Cell
 * @typedef {{key: string, name?: string, offset: number}} Anchor
 *   a photo near the top of the viewport, or else a month, and its distance below the top in pixels
 */

/** Screens beyond the viewport: photos to draw, months that must load, and months to load with them. */
const DRAWN = 0.5;
const REQUIRED = 1;
const INCLUDED = 1.5;

/** Months per request, the most that the gallery allows. */
const MONTHS = 36;

/** Photos whose shapes represent those not loaded yet. */
const SAMPLE = 200;

/** Dispatches `draw` after drawing. */
export class Grid extends EventTarget {
  /** Newest first. @type {Section[]} */
  sections = [];
  /** Pixels. */
  height = 0;
  /** Name of the photo that the Tab key focuses. */
  current = "";
  #frame;
  /** Pixels that bars cover at the top and bottom of the viewport. */
  #covered = { top: 0, bottom: 0 };
  #sample;
  #estimate;
  scrolling = new Scrolling(() => this.#settle());
  #redraw = 0;
  /** @type {import("./section.js").CellFactory | undefined} */
  #factory;
  /** Where to scroll once the month loads, unless people scroll first. @type {{anchor: Anchor, top: number} | undefined} */
  #target;

  /**
   * @param {Library} library
   * @param {HTMLElement} element
   * @param {(photo: Photo) => void} onOpen
   */
  constructor(library, element, onOpen) {
    super();
    this.onOpen = onOpen;
    this.library = library;
    this.element = element;
    this.#frame = this.#measure();
    this.#sample = library.photos.slice(0, SAMPLE);
    this.#estimate = new HeightEstimate(this.#sample, this.#frame);
    this.#arrange(element.querySelectorAll("section"));
    element.classList.add("ready");
    library.addEventListener("change", () => this.#rearrange());
    new ResizeObserver(() => this.fit()).observe(element);
    addEventListener("scroll", () => this.#scheduleDraw());
    addEventListener("resize", () => this.#scheduleDraw());
    addEventListener("online", () => this.#retry());
    element.addEventListener("click", (event) => this.#handleClick(event));
    element.addEventListener("focusin", ({ target }) => this.#handleFocus(target));
    this.draw();
  }

  /** Pixels between the bars at the top and bottom of the viewport. */
  get visibleHeight() {
    return innerHeight - this.#covered.top - this.#covered.bottom;
  }

  /** Distance from the top of the grid to the bottom of the bar at the top. */
  get top() {
    return this.#covered.top - this.element.getBoundingClientRect().top;
  }

  set top(top) {
    scrollBy({ top: top - this.top, behavior: "instant" });
  }

  get cells() {
    return this.sections.flatMap(({ cells }) => [...cells.values()]);
  }

  /** @param {Photo} photo */
  linkOf({ name }) {
    return this.cells.find(({ photo }) => photo.name === name)?.link;
  }

  /** @param {EventTarget | null} target */
  cellAt(target) {
    return this.cells.find(({ item }) => item.contains(/** @type {Node | null} */ (target)));
  }

  /** @returns {Anchor | undefined} */
  get anchor() {
    const { top } = this;
    if (this.#target?.top === top) return this.#target.anchor;
    const [section, next] = this.sections.filter(({ bottom }) => bottom > top);
    if (top <= 0 || !section) return undefined;
    // An unloaded month shows no photo to anchor to, so use the month below if it's in view.
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
    this.#target = row || section.month.isLoaded ? undefined : { anchor, top: this.top };
  }

  /** Load missing months near the viewport. */
  async load() {
    if (this.#within(REQUIRED).every(({ month }) => month.isLoaded)) return;
    const missing = this.#within(INCLUDED)
      .map(({ month }) => month)
      .filter(({ isLoaded }) => !isLoaded);
    try {
      await this.library.load(missing.slice(0, MONTHS));
    } catch (error) {
      import("./load_error.js").then(
        ({ showLoadError }) => showLoadError(/** @type {Error} */ (error), this),
        () => {},
      );
    }
  }

  /** Rearrange everything if the size has changed. */
  fit() {
    const frame = this.#measure();
    if (isSameFrame(frame, this.#frame)) return;
    this.#frame = frame;
    this.#estimate = new HeightEstimate(this.#sample, frame);
    this.#rearrange();
  }

  #measure() {
    const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(document.documentElement);
    this.#covered = { top: parseFloat(scrollPaddingTop), bottom: parseFloat(scrollPaddingBottom) };
    const style = getComputedStyle(this.element);
    const [row, gap, heading] = ["--row", "--gap", "--heading"].map((name) => parseFloat(style.getPropertyValue(name)));
    return { width: this.element.clientWidth, row, gap, heading };
  }

  /** @param {Iterable<HTMLElement>} [served]  sections in the HTML */
  #arrange(served = []) {
    const old = new Map(this.sections.map((section) => [section.month, section]));
    const adopted = new Map([...served].map((one) => [one.querySelector("h2")?.id.slice(1), one]));
    const { query, months } = this.library;
    this.sections = months.map((month) => old.get(month) ?? new Section(month, query, adopted.get(month.key)));
    this.height = arrange(this.sections, this.#frame, this.#estimate);
    this.element.style.height = `${this.height}px`;
  }

  #rearrange() {
    const { anchor } = this;
    const focused = this.cellAt(document.activeElement);
    const index = focused ? this.cells.indexOf(focused) : 0;
    this.#arrange();
    this.anchor = anchor;
    this.draw();
    if (!focused || this.element.contains(document.activeElement)) return;
    const { cells } = this;
    (cells[Math.min(index, cells.length - 1)]?.link ?? document.querySelector("main"))?.focus({ preventScroll: true });
  }

  #scheduleDraw() {
    this.#redraw ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.#redraw);
    this.#redraw = 0;
    this.scrolling.follow(this.top);
    if (this.scrolling.isFast) this.#factory?.stopImages(this.cells);
    const near = this.#within(DRAWN);
    const drawn = this.sections.filter((section) => near.includes(section) || section.cells.has(this.current));
    const isIncomplete = drawn.map((section) => section.draw(...this.#span(DRAWN), this.current, this.#factory));
    this.#show(drawn.flatMap(({ element }) => element ?? []));
    if (isIncomplete.includes(true)) this.#loadCells().catch(() => {});
    this.#setTabStop();
    this.dispatchEvent(new Event("draw"));
    if (!this.scrolling.isFast) this.#settle();
  }

  get failedImages() {
    return this.cells.map(({ image }) => image).filter((image) => image.complete && !image.naturalWidth);
  }

  /** Load what failed without a connection. */
  #retry() {
    for (const image of this.failedImages) {
      image.parentElement?.querySelector(".broken")?.remove();
      image.srcset += "";
    }
    this.draw();
  }

  #settle() {
    this.#factory?.loadImages(this.cells, this.library);
    this.load();
  }

  /** @param {Element[]} elements  of sections */
  #show(elements) {
    for (const child of [...this.element.children]) if (!elements.includes(child)) child.remove();
    elements.reduceRight((next, one) => {
      if (!one.isConnected) this.element.insertBefore(one, next);
      return one;
    }, /** @type {Element | null} */ (null));
  }

  async #loadCells() {
    if (this.#factory) return;
    this.#factory = await import("./cells.js");
    this.draw();
  }

  /**
   * @param {number} screens  beyond the viewport
   * @returns {[number, number]} top and bottom
   */
  #span(screens) {
    const { top } = this.scrolling;
    return [top - screens * innerHeight, top + (1 + screens) * innerHeight];
  }

  /** @param {number} screens  beyond the viewport */
  #within(screens) {
    const [from, to] = this.#span(screens);
    return this.sections.filter(({ top, bottom }) => top < to && bottom > from);
  }

  #setTabStop() {
    const { cells } = this;
    const current = cells.find(({ photo }) => photo.name === this.current);
    const stop = current ?? cells.find(({ top }) => top >= this.scrolling.top) ?? cells[0];
    for (const cell of cells) cell.link.tabIndex = cell === stop ? 0 : -1;
  }

  /** @param {EventTarget | null} target */
  #handleFocus(target) {
    const cell = this.cellAt(target);
    if (!cell || cell.photo.name === this.current) return;
    this.current = cell.photo.name;
    this.#setTabStop();
  }

  /** @param {MouseEvent} event */
  #handleClick(event) {
    const cell = this.cellAt(event.target);
    if (
      !cell?.link.contains(/** @type {Node} */ (event.target)) ||
      event.ctrlKey ||
      event.metaKey ||
      event.defaultPrevented
    )
      return;
    event.preventDefault();
    this.onOpen(cell.photo);
  }
}
