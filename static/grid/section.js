/** A month: its heading and the rows near the viewport. */

import { isSameFrame, justify, ratio, spansOf } from "./layout.js";

/**
 * @typedef {import("../library/library.js").Month} Month
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("./layout.js").Row} Row
 * @typedef {import("./layout.js").Frame & {heading: number}} Frame
 * @typedef {{photo: Photo, item: HTMLLIElement, link: HTMLAnchorElement, image: HTMLImageElement, top: number, style: string}} Cell
 *   a photo in the DOM; `top` is relative to the grid
 * @typedef {typeof import("./cells.js")} CellFactory
 */

export class Section {
  /** Position in the grid, and size, in pixels. */
  top = 0;
  left = 0;
  width = 0;
  height = 0;
  /** @type {Row[]} */
  rows = [];
  /** Photos in the first rows; the rest isn't loaded. @type {Photo[]} */
  photos = [];
  /** By name. @type {Map<string, Cell>} */
  cells = new Map();
  /** @type {number[]} */
  #ratios = [];
  #count = -1;
  /** @type {Frame | undefined} */
  #frame;

  /** Undefined until drawn, unless it's in the HTML. @type {HTMLElement | undefined} */
  element;

  /**
   * @param {Month} month
   * @param {Record<string, string>} query  of the list whose month it is
   * @param {HTMLElement} [element]  in the HTML
   */
  constructor(month, query, element) {
    this.month = month;
    this.query = query;
    if (!element) return;
    this.element = element;
    const photos = new Map(month.photos.map((photo) => [photo.name, photo]));
    for (const item of element.querySelectorAll("li")) this.#adopt(item, photos);
  }

  get bottom() {
    return this.top + this.height;
  }

  /** Height of the heading. */
  get heading() {
    return this.#frame?.heading ?? 0;
  }

  /**
   * Return the width of its photos in a single row of the target height.
   * @param {Frame} frame
   */
  naturalWidth({ row, gap }) {
    const { count, ratioSum } = this.month;
    return Math.round(ratioSum * row + (count - 1) * gap);
  }

  /**
   * Break rows again if anything has changed.
   * @param {Frame} frame
   * @param {import("./height_estimate.js").HeightEstimate} estimate  for this frame
   */
  fit(frame, estimate) {
    const { month } = this;
    const photos = month.isLoaded || month.hasNewest ? month.photos : [];
    if (photos === this.photos && month.count === this.#count && isSameFrame(frame, this.#frame)) return;
    // Without visible photos nothing moves, but browsers would report a layout shift for the same element.
    if (!this.cells.size) this.element = undefined;
    this.photos = photos;
    this.#count = month.count;
    this.#frame = frame;
    const loaded = photos.map(ratio);
    this.#ratios = loaded.length ? [...loaded, ...estimate.sample(month.count - loaded.length)] : [];
    this.rows = justify(this.#ratios, frame);
    const last = this.rows.at(-1);
    this.height = frame.heading + (last ? last.top + last.height : estimate.height(month.count, month.ratioSum));
  }

  /** @param {Row} row */
  spans(row) {
    return spansOf(row, this.#ratios, /** @type {Frame} */ (this.#frame));
  }

  /** @param {Photo} photo */
  rowOf(photo) {
    const index = this.photos.findIndex(({ name }) => name === photo.name);
    return index < 0 ? undefined : this.rows.find(({ end }) => index < end);
  }

  /**
   * Show the photos between two positions, and the one to keep.
   * @param {number} from
   * @param {number} to
   * @param {string} keep  its name
   * @param {CellFactory} [factory]  undefined until loaded
   * @returns {boolean} whether it's needed
   */
  draw(from, to, keep, factory) {
    this.element ??= factory?.makeSection(this.month.key);
    if (!this.element) return true;
    const start = this.top + this.heading;
    const kept = this.cells.get(keep);
    const rowOfKept = kept && this.rowOf(kept.photo);
    const wanted = new Map();
    for (const row of this.rows) {
      const isNear = start + row.top < to && start + row.top + row.height > from;
      if (isNear || row === rowOfKept) this.#collect(wanted, row, isNear ? undefined : keep);
    }
    for (const [name, cell] of this.cells) if (!wanted.has(name)) this.#remove(name, cell);
    return this.#update(this.element, wanted, factory);
  }

  /**
   * @param {Map<string, {photo: Photo, top: number, style: string, isFirst: boolean}>} wanted
   * @param {Row} row
   * @param {string} [only]
   */
  #collect(wanted, row, only) {
    this.spans(row).forEach(({ left, width }, index) => {
      const photo = this.photos[row.first + index];
      if (!photo || (only && photo.name !== only)) return;
      const style = `left:${left}px;top:${row.top}px;width:${width}px;height:${row.height}px;background:${photo.colour ?? ""}`;
      const isFirst =
        this.month.key !== "" && photo.when.slice(0, 10) !== this.photos[row.first + index - 1]?.when.slice(0, 10);
      wanted.set(photo.name, { photo, top: this.top + this.heading + row.top, style, isFirst });
    });
  }

  /**
   * @param {HTMLElement} element
   * @param {Map<string, {photo: Photo, top: number, style: string, isFirst: boolean}>} wanted
   * @param {CellFactory} [factory]
   */
  #update(element, wanted, factory) {
    const list = /** @type {HTMLElement} */ (element.querySelector("ul"));
    element.style.cssText = `top:${this.top}px;left:${this.left}px;width:${this.width}px`;
    list.style.height = `${this.height - this.heading}px`;
    list.classList.toggle("unknown", this.photos.length < this.month.count);
    let next = list.firstElementChild;
    for (const [name, { photo, top, style, isFirst }] of wanted) {
      let cell = this.cells.get(name);
      // The server writes a day's heading only on its first photo.
      if (isFirst && cell && factory && !cell.item.querySelector("h3")) {
        if (cell.item === next) next = next.nextElementSibling;
        this.#remove(name, cell);
        cell = undefined;
      }
      cell ??= factory?.makeCell(photo, this.query);
      if (!cell) continue;
      if (cell.style !== style) cell.item.style.cssText = cell.style = style;
      cell.item.classList.toggle("first", isFirst);
      if (cell.item === next) next = next.nextElementSibling;
      else list.insertBefore(cell.item, next);
      cell.photo = photo;
      cell.top = top;
      this.cells.set(name, cell);
    }
    return this.cells.size < wanted.size;
  }

  /**
   * @param {string} name
   * @param {Cell} cell
   */
  #remove(name, { item }) {
    item.remove();
    this.cells.delete(name);
  }

  /**
   * @param {HTMLLIElement} item  in the HTML
   * @param {Map<string | undefined, Photo>} photos
   */
  #adopt(item, photos) {
    const link = item.querySelector("a");
    const image = item.querySelector("img");
    const photo = photos.get([...new URLSearchParams(link?.search).values()].at(-1));
    if (photo && link && image) this.cells.set(photo.name, { photo, item, link, image, top: 0, style: "" });
    else item.remove();
  }
}
