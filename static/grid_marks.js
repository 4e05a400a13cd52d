/** Selecting in the grid: a checkbox on every photo, day and month, shift-click, and a long press on touch screens. */

import { element } from "./elements.js";
import { monthTitle } from "./photo.js";
import { styled } from "./styles.js";

/**
 * @typedef {import("./grid.js").Grid} Grid
 * @typedef {import("./selection.js").Selection} Selection
 * @typedef {import("./photo.js").Photo} Photo
 */

const LONG_PRESS = 450;

export class GridMarks {
  #timer = 0;

  /**
   * @param {Grid} grid
   * @param {Selection} selection
   */
  constructor(grid, selection) {
    this.grid = grid;
    this.selection = selection;
    grid.place.addEventListener("click", (event) => this.#click(event), { capture: true });
    grid.place.addEventListener("pointerdown", (event) => this.#press(event));
    for (const name of ["pointerup", "pointercancel", "pointermove", "scroll"]) {
      addEventListener(name, () => clearTimeout(this.#timer), { passive: true });
    }
    // What Android offers for a link after a long press.
    grid.place.addEventListener("contextmenu", (event) => {
      if (event instanceof PointerEvent && event.pointerType === "touch") event.preventDefault();
    });
    const start = () => {
      grid.addEventListener("draw", () => this.#draw());
      selection.addEventListener("change", () => this.#draw());
      this.#draw();
    };
    styled("grid_marks.css").then(start);
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
    box.checked = this.#day(photo).every(({ name }) => this.selection.has(name));
  }

  /** @param {Photo} photo */
  #day({ when, name }) {
    const section = this.grid.sections.find(({ cells }) => cells.has(name));
    return section?.photos.filter((other) => other.when.slice(0, 10) === when.slice(0, 10)) ?? [];
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
    if (box?.closest("h3")) return this.selection.toggleAll(this.#day(cell.photo));
    if (!box && !this.selection.isActive && !event.shiftKey) return;
    if (!box) event.preventDefault();
    if (event.shiftKey) this.selection.extendTo(cell.photo);
    else this.selection.toggle(cell.photo);
  }

  /** @param {PointerEvent} event */
  #press({ target, pointerType }) {
    const cell = this.grid.cellAt(target);
    if (!cell || pointerType !== "touch" || this.selection.isActive) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.selection.toggle(cell.photo);
      // The finger's end is no tap on what is selected now.
      addEventListener("click", (event) => (event.preventDefault(), event.stopPropagation()), { capture: true, once: true });
    }, LONG_PRESS);
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
