/** Selecting in the grid: a checkbox on every photo, day and month, shift-click, and a long press on touch screens. */

import { element } from "../ui/elements.js";
import { monthTitle } from "../library/photo.js";
import { styled } from "../ui/styles.js";

/**
 * @typedef {import("./grid.js").Grid} Grid
 * @typedef {import("../selection/selection.js").Selection} Selection
 * @typedef {import("../library/photo.js").Photo} Photo
 */

/** Milliseconds, and pixels that a finger may move meanwhile. */
const LONG_PRESS = 450;
const STEADY = 10;

export class GridMarks {
  #timer = 0;
  /** Where it was put down. @type {PointerEvent | undefined} */
  #finger;

  /**
   * @param {Grid} grid
   * @param {Selection} selection
   * @param {PointerEvent} [finger]  that has been on a photo before this was there
   */
  constructor(grid, selection, finger) {
    this.grid = grid;
    this.selection = selection;
    grid.place.addEventListener("click", (event) => this.#click(event), { capture: true });
    grid.place.addEventListener("pointerdown", (event) => this.#press(event));
    for (const name of ["pointerup", "pointercancel", "scroll"])
      addEventListener(name, () => this.#release(), { passive: true });
    addEventListener("pointermove", (event) => this.#isSteady(event) || this.#release(), { passive: true });
    if (finger) this.#press(finger);
    const start = () => {
      grid.addEventListener("draw", () => this.#draw());
      selection.addEventListener("change", () => this.#draw());
      this.#draw();
    };
    styled("grid/checkboxes.css").then(start);
  }

  #draw() {
    this.grid.place.classList.toggle("selecting", this.selection.isActive);
    for (const { photo, item } of this.grid.cells) {
      const box = boxIn(item, `Select ${photo.file}`);
      box.checked = this.selection.has(photo.name);
      item.classList.toggle("selected", box.checked);
      if (item.classList.contains("first")) this.#drawDay(item, photo);
    }
    for (const { element, month, photos } of this.grid.sections) {
      const heading = element?.querySelector("h2");
      if (!heading || !month.isLoaded) continue;
      const title = month.key ? monthTitle(month.key) : "all in no album";
      boxIn(heading, `Select ${title}`).checked = photos.every(({ name }) => this.selection.has(name));
    }
  }

  /**
   * @param {HTMLElement} item
   * @param {Photo} photo
   */
  #drawDay(item, photo) {
    const heading = item.querySelector("h3");
    if (!heading) return;
    const box = boxIn(heading, `Select ${heading.textContent}`);
    box.checked = this.selection.dayOf(photo).every(({ name }) => this.selection.has(name));
  }

  /** @param {MouseEvent} event */
  #click(event) {
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
  #press(event) {
    const cell = this.grid.cellAt(event.target);
    this.#release();
    if (!cell || event.pointerType !== "touch" || this.selection.isActive) return;
    this.#finger = event;
    this.#timer = setTimeout(() => this.#pressedLong(cell.photo), LONG_PRESS - (performance.now() - event.timeStamp));
  }

  /** @param {Photo} photo */
  #pressedLong(photo) {
    this.selection.toggle(photo);
    // The finger's end is no tap on what is selected now; that of the next one is.
    const ending = new AbortController();
    const options = { capture: true, signal: ending.signal };
    addEventListener("click", (event) => (event.preventDefault(), event.stopPropagation(), ending.abort()), options);
    addEventListener("pointerdown", () => ending.abort(), options);
  }

  /** @param {PointerEvent} event */
  #isSteady({ clientX, clientY }) {
    return this.#finger && Math.hypot(clientX - this.#finger.clientX, clientY - this.#finger.clientY) < STEADY;
  }

  #release() {
    clearTimeout(this.#timer);
    this.#finger = undefined;
  }
}

/**
 * The checkbox in a photo, a day or a month; made where there is none yet.
 * @param {HTMLElement} place
 * @param {string} label
 */
function boxIn(place, label) {
  const found = place.querySelector(":scope > input");
  if (found instanceof HTMLInputElement) return found;
  const box = element("input", { type: "checkbox", tabIndex: -1, ariaLabel: label });
  place.append(box);
  return box;
}
