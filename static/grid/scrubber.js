/** A slider at the right edge that shows the position in time and jumps to any month. */

import { element } from "../ui/elements.js";
import { formatMonth } from "../library/photo.js";
import { TIMELINE } from "../text/grid.js";
import { loadStyles } from "../ui/styles.js";

/** @typedef {import("./grid.js").Grid} Grid */

/** Screens below which a scrubber isn't worth it. */
const MIN_SCREENS = 3;
/** Pixels between labels of years, and between a visible label and the thumb. */
const LABEL_DISTANCE = 28;
const THUMB_DISTANCE = 10;

export class Scrubber {
  #bubble = element("span", { className: "bubble" });
  #thumb = element("span", { className: "thumb" }, this.#bubble);
  #years = element("div", { className: "years", ariaHidden: "true" });
  #bar = element("div", {
    className: "scrubber",
    tabIndex: 0,
    role: "slider",
    ariaLabel: TIMELINE,
    ariaOrientation: "vertical",
    hidden: true,
  });
  #drawnKey = "";
  #timer = 0;

  /** @param {Grid} grid */
  constructor(grid) {
    this.grid = grid;
    this.#bar.append(this.#years, this.#thumb);
    loadStyles("grid/scrubber.css").then(() => (document.querySelector("main")?.append(this.#bar), this.#draw()));
    grid.addEventListener("draw", () => this.#draw());
    this.#bar.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.#bar.focus({ focusVisible: false });
      this.#bar.setPointerCapture(event.pointerId);
      this.#setDragging(true);
      this.#drag(event);
    });
    this.#bar.addEventListener("pointermove", (event) => this.#drag(event));
    for (const name of ["pointerup", "pointercancel"]) this.#bar.addEventListener(name, () => this.#setDragging(false));
    this.#bar.addEventListener("keydown", (event) => this.#press(event));
  }

  /** Pixels that the grid can scroll. */
  get #range() {
    return Math.max(this.grid.height - this.grid.visibleHeight, 1);
  }

  /** Positions of months; those in one row have the same. */
  get #tops() {
    return [...new Set(this.grid.sections.map(({ top }) => top))];
  }

  #draw() {
    const { sections, height, top } = this.grid;
    this.#bar.hidden = height < MIN_SCREENS * innerHeight || !sections[0]?.month.key;
    if (this.#bar.hidden) return;
    const share = Math.min(Math.max(top / this.#range, 0), 1);
    const section = sections.find(({ bottom }) => bottom > Math.max(top, 0) + 1) ?? sections[sections.length - 1];
    const title = formatMonth(section.month.key);
    // Changing `top` would count as a layout shift.
    this.#thumb.style.transform = `translateY(${share * this.#bar.clientHeight}px)`;
    this.#bubble.textContent = title;
    this.#bar.ariaValueMin = "0";
    const tops = this.#tops;
    this.#bar.ariaValueMax = String(tops.length - 1);
    this.#bar.ariaValueNow = String(tops.indexOf(section.top));
    this.#bar.ariaValueText = title;
    this.#drawYears();
    this.#hideLabelsAt(share * this.#bar.clientHeight);
    this.#bar.classList.add("moving");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#bar.classList.remove("moving"), 1200);
  }

  #drawYears() {
    const { sections, height } = this.grid;
    const key = `${height} ${innerHeight}`;
    if (key === this.#drawnKey) return;
    this.#drawnKey = key;
    let year = "";
    let last = -LABEL_DISTANCE;
    this.#years.replaceChildren(
      ...sections.flatMap(({ month, top }) => {
        const position = Math.min(top / this.#range, 1) * this.#bar.clientHeight;
        if (month.key.slice(0, 4) === year || position - last < LABEL_DISTANCE) return [];
        year = month.key.slice(0, 4);
        last = position;
        const label = element("span", {}, year);
        label.style.top = `${position}px`;
        return [label];
      }),
    );
  }

  /** @param {number} position  of the thumb, which would strike them through */
  #hideLabelsAt(position) {
    for (const label of /** @type {HTMLCollectionOf<HTMLElement>} */ (this.#years.children)) {
      label.hidden = Math.abs(parseFloat(label.style.top) - position) < THUMB_DISTANCE;
    }
  }

  /** @param {boolean} isDragging */
  #setDragging(isDragging) {
    this.#bar.classList.toggle("dragging", isDragging);
    this.grid.scrolling.isDragging = isDragging;
  }

  /** @param {PointerEvent} event */
  #drag({ clientY }) {
    if (!this.#bar.classList.contains("dragging")) return;
    const { top, height } = this.#bar.getBoundingClientRect();
    this.grid.top = Math.min(Math.max((clientY - top) / height, 0), 1) * this.#range;
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const current = Number(this.#bar.ariaValueNow);
    const tops = this.#tops;
    const last = tops.length - 1;
    /** @type {Record<string, number>} */
    const keys = {
      ArrowDown: current + 1,
      ArrowRight: current + 1,
      ArrowUp: current - 1,
      ArrowLeft: current - 1,
      PageDown: current + 12,
      PageUp: current - 12,
      Home: 0,
      End: last,
    };
    if (!(event.key in keys)) return;
    event.preventDefault();
    event.stopPropagation();
    const next = Math.min(Math.max(keys[event.key], 0), last);
    // The next key may come before the grid has drawn.
    this.#bar.ariaValueNow = String(next);
    this.grid.top = tops[next];
  }
}
