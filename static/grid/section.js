/** A month on the page: its heading and, of its rows, those that are near what is in view. */

import { justify, ratio, spansOf } from "./layout.js";

/**
 * @typedef {import("../library/library.js").Month} Month
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("./layout.js").Row} Row
 * @typedef {import("./layout.js").Frame & {heading: number}} Frame
 * @typedef {{photo: Photo, item: HTMLLIElement, link: HTMLAnchorElement, image: HTMLImageElement, top: number, style: string}} Cell
 *   a photo in the page; `top` is that in the grid
 * @typedef {typeof import("./cells.js")} Maker
 */

export class Section {
  /** In the grid, in pixels. */
  top = 0;
  height = 0;
  /** @type {Row[]} */
  rows = [];
  /** The photos of those rows; further ones are not known yet. @type {Photo[]} */
  photos = [];
  /** By name, in order. @type {Map<string, Cell>} */
  cells = new Map();
  /** @type {number[]} */
  #ratios = [];
  #count = -1;
  /** @type {Frame | undefined} */
  #frame;

  /** Not before it is drawn, unless it was in the HTML. @type {HTMLElement | undefined} */
  element;

  /**
   * @param {Month} month
   * @param {HTMLElement} [element]  of the HTML
   */
  constructor(month, element) {
    this.month = month;
    if (!element) return;
    this.element = element;
    const photos = new Map(month.photos.map((photo) => [photo.name, photo]));
    for (const item of element.querySelectorAll("li")) this.#adopt(item, photos);
  }

  get bottom() {
    return this.top + this.height;
  }

  /** The height of what stands above its rows. */
  get heading() {
    return this.#frame?.heading ?? 0;
  }

  /**
   * Breaks its rows, unless nothing has changed.
   * @param {Frame} frame
   * @param {import("./height_estimate.js").Forecast} forecast  for this frame
   */
  fit(frame, forecast) {
    const { month } = this;
    const photos = month.isLoaded || month.isBegun ? month.photos : [];
    if (photos === this.photos && month.count === this.#count && frame === this.#frame) return;
    // Nothing of it was seen that could move, but browsers say that it did while the element is the same.
    if (!this.cells.size) this.element = undefined;
    this.photos = photos;
    this.#count = month.count;
    this.#frame = frame;
    const known = photos.map(ratio);
    this.#ratios = known.length ? [...known, ...forecast.draw(month.count - known.length)] : [];
    this.rows = justify(this.#ratios, frame);
    const last = this.rows.at(-1);
    this.height = frame.heading + (last ? last.top + last.height : forecast.height(month.count, month.ratioSum));
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
   * Makes the photos between two heights of the grid be in the page, and no others but the one to keep.
   * @param {number} from
   * @param {number} to
   * @param {string} keep  name of a photo
   * @param {Maker} [maker]  missing as long as nobody needs it
   * @returns {boolean} whether it is needed
   */
  draw(from, to, keep, maker) {
    this.element ??= maker?.makeSection(this.month.key);
    if (!this.element) return true;
    const start = this.top + this.heading;
    const kept = this.cells.get(keep);
    const rowOfKept = kept && this.rowOf(kept.photo);
    const wanted = new Map();
    for (const row of this.rows) {
      const isNear = start + row.top < to && start + row.top + row.height > from;
      if (isNear || row === rowOfKept) this.#want(wanted, row, isNear ? undefined : keep);
    }
    for (const [name, cell] of this.cells) if (!wanted.has(name)) this.#drop(name, cell);
    return this.#place(this.element, wanted, maker);
  }

  /**
   * @param {Map<string, {photo: Photo, top: number, style: string, isFirst: boolean}>} wanted
   * @param {Row} row
   * @param {string} [only]
   */
  #want(wanted, row, only) {
    this.spans(row).forEach(({ left, width }, number) => {
      const photo = this.photos[row.first + number];
      if (!photo || (only && photo.name !== only)) return;
      const style = `left:${left}px;top:${row.top}px;width:${width}px;height:${row.height}px;background:${photo.colour ?? ""}`;
      const isFirst = photo.when.slice(0, 10) !== this.photos[row.first + number - 1]?.when.slice(0, 10);
      wanted.set(photo.name, { photo, top: this.top + this.heading + row.top, style, isFirst });
    });
  }

  /**
   * @param {HTMLElement} element
   * @param {Map<string, {photo: Photo, top: number, style: string, isFirst: boolean}>} wanted
   * @param {Maker} [maker]
   */
  #place(element, wanted, maker) {
    const list = /** @type {HTMLElement} */ (element.querySelector("ul"));
    element.style.top = `${this.top}px`;
    list.style.height = `${this.height - this.heading}px`;
    list.classList.toggle("unknown", this.photos.length < this.month.count);
    let next = list.firstElementChild;
    for (const [name, { photo, top, style, isFirst }] of wanted) {
      let cell = this.cells.get(name);
      // The server writes the day only where it begins.
      if (isFirst && cell && maker && !cell.item.querySelector("h3")) {
        if (cell.item === next) next = next.nextElementSibling;
        this.#drop(name, cell);
        cell = undefined;
      }
      cell ??= maker?.makeCell(photo);
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
  #drop(name, { item }) {
    item.remove();
    this.cells.delete(name);
  }

  /**
   * @param {HTMLLIElement} item  of the HTML
   * @param {Map<string, Photo>} photos
   */
  #adopt(item, photos) {
    const link = item.querySelector("a");
    const image = item.querySelector("img");
    const photo = photos.get(new URLSearchParams(link?.search).get("photo") ?? "");
    if (photo && link && image) this.cells.set(photo.name, { photo, item, link, image, top: 0, style: "" });
    else item.remove();
  }
}
