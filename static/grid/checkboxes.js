/** Selecting in the grid: checkboxes on photos, days and months, Shift+click, and long presses. */

import { element } from "../ui/elements.js";
import { select } from "../text/grid.js";
import { formatMonth } from "../library/photo.js";
import { loadStyles } from "../ui/styles.js";

/**
 * @typedef {import("./grid.js").Grid} Grid
 * @typedef {import("../selection/selection.js").Selection} Selection
 * @typedef {import("../library/photo.js").Photo} Photo
 */

/** Milliseconds, and pixels a finger may move during a long press. */
const LONG_PRESS = 450;
const TOLERANCE = 10;

export class Checkboxes {
  #timer = 0;
  /** @type {PointerEvent | undefined} */
  #touch;

  /**
   * @param {Grid} grid
   * @param {Selection} selection
   * @param {PointerEvent} [touch]  that began before this script loaded
   */
  constructor(grid, selection, touch) {
    this.grid = grid;
    this.selection = selection;
    grid.element.addEventListener("click", (event) => this.#handleClick(event), { capture: true });
    grid.element.addEventListener("pointerdown", (event) => this.#startPress(event));
    for (const name of ["pointerup", "pointercancel", "scroll"])
      addEventListener(name, () => this.#cancelPress(), { passive: true });
    addEventListener("pointermove", (event) => this.#isStill(event) || this.#cancelPress(), { passive: true });
    if (touch) this.#startPress(touch);
    const start = () => {
      grid.addEventListener("draw", () => this.#draw());
      selection.addEventListener("change", () => this.#draw());
      this.#draw();
    };
    loadStyles("grid/checkboxes.css").then(start);
  }

  #draw() {
    this.grid.element.classList.toggle("selecting", this.selection.isActive);
    for (const { photo, item } of this.grid.cells) {
      const box = findOrAddCheckbox(item, select(photo.file));
      box.checked = this.selection.has(photo.name);
      item.classList.toggle("selected", box.checked);
      if (item.classList.contains("first")) this.#drawDay(item, photo);
    }
    for (const { element, month, photos } of this.grid.sections) {
      const heading = element?.querySelector("h2");
      if (!heading || !month.isLoaded || !month.key) continue;
      const box = findOrAddCheckbox(heading, select(formatMonth(month.key)));
      box.checked = photos.every(({ name }) => this.selection.has(name));
    }
  }

  /**
   * @param {HTMLElement} item
   * @param {Photo} photo
   */
  #drawDay(item, photo) {
    const heading = item.querySelector("h3");
    if (!heading) return;
    const box = findOrAddCheckbox(heading, select(heading.textContent ?? ""));
    box.checked = this.selection.dayOf(photo).every(({ name }) => this.selection.has(name));
  }

  /** @param {MouseEvent} event */
  #handleClick(event) {
    const { target } = event;
    if (!(target instanceof Element) || event.ctrlKey || event.metaKey) return;
    const cell = this.grid.cellAt(target);
    const box = target.closest("input");
    if (box?.closest("h2")) {
      const section = this.grid.sections.find((one) => one.element?.contains(box));
      return this.selection.toggleAll(section?.photos ?? []);
    }
    if (!cell) return;
    if (target.closest("h3")) return this.selection.toggleDay(cell.photo);
    if (!box && !this.selection.isActive && !event.shiftKey) return;
    if (!box) event.preventDefault();
    if (event.shiftKey) this.selection.extendTo(cell.photo);
    else this.selection.toggle(cell.photo);
  }

  /** @param {PointerEvent} event */
  #startPress(event) {
    const cell = this.grid.cellAt(event.target);
    this.#cancelPress();
    if (!cell || event.pointerType !== "touch" || this.selection.isActive) return;
    this.#touch = event;
    this.#timer = setTimeout(() => this.#endLongPress(cell.photo), LONG_PRESS - (performance.now() - event.timeStamp));
  }

  /** @param {Photo} photo */
  #endLongPress(photo) {
    this.selection.toggle(photo);
    // Lifting this finger isn't a tap; the next touch is.
    const ending = new AbortController();
    const options = { capture: true, signal: ending.signal };
    addEventListener("click", (event) => (event.preventDefault(), event.stopPropagation(), ending.abort()), options);
    addEventListener("pointerdown", () => ending.abort(), options);
  }

  /** @param {PointerEvent} event */
  #isStill({ clientX, clientY }) {
    return this.#touch && Math.hypot(clientX - this.#touch.clientX, clientY - this.#touch.clientY) < TOLERANCE;
  }

  #cancelPress() {
    clearTimeout(this.#timer);
    this.#touch = undefined;
  }
}

/**
 * @param {HTMLElement} parent  a photo, or the heading of a day or month
 * @param {string} label
 */
function findOrAddCheckbox(parent, label) {
  const found = parent.querySelector(":scope > input");
  if (found instanceof HTMLInputElement) return found;
  const box = element("input", { type: "checkbox", tabIndex: -1, ariaLabel: label });
  parent.append(box);
  return box;
}
