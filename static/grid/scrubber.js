/** The way through the years at the right edge: where the view is, and any month by one stroke. */

import { element } from "../ui/elements.js";
import { LOOSE } from "../library/library.js";
import { monthTitle } from "../library/photo.js";
import { styled } from "../ui/styles.js";

/** @typedef {import("./grid.js").Grid} Grid */

/** Screens: what is not higher is scrolled as quickly by hand. */
const WORTH_IT = 3;
/** Pixels between the years' labels. */
const APART = 28;

export class Scrubber {
  #bubble = element("span", { className: "bubble" });
  #thumb = element("span", { className: "thumb" }, this.#bubble);
  #years = element("div", { className: "years", ariaHidden: "true" });
  #bar = element("div", {
    className: "scrubber",
    tabIndex: 0,
    role: "slider",
    ariaLabel: "Time",
    ariaOrientation: "vertical",
    hidden: true,
  });
  #drawnFor = "";
  #timer = 0;

  /** @param {Grid} grid */
  constructor(grid) {
    this.grid = grid;
    this.#bar.append(this.#years, this.#thumb);
    styled("grid/scrubber.css").then(() => (document.body.append(this.#bar), this.#draw()));
    grid.addEventListener("draw", () => this.#draw());
    this.#bar.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.#bar.focus({ focusVisible: false });
      this.#bar.setPointerCapture(event.pointerId);
      this.#hold(true);
      this.#drag(event);
    });
    this.#bar.addEventListener("pointermove", (event) => this.#drag(event));
    for (const name of ["pointerup", "pointercancel"]) this.#bar.addEventListener(name, () => this.#hold(false));
    this.#bar.addEventListener("keydown", (event) => this.#press(event));
  }

  /** Pixels that the page can be scrolled within the grid. */
  get #way() {
    return Math.max(this.grid.height - innerHeight, 1);
  }

  #draw() {
    const { sections, height, top } = this.grid;
    this.#bar.hidden = height < WORTH_IT * innerHeight;
    if (this.#bar.hidden) return;
    const share = Math.min(Math.max(top / this.#way, 0), 1);
    const section = sections.find(({ bottom }) => bottom > Math.max(top, 0) + 1) ?? sections[sections.length - 1];
    const title = section.month.key === LOOSE ? "Not in an album" : monthTitle(section.month.key);
    // Not `top`, whose changes count as shifts of the layout.
    this.#thumb.style.transform = `translateY(${share * this.#bar.clientHeight}px)`;
    this.#bubble.textContent = title;
    this.#bar.ariaValueMin = "0";
    this.#bar.ariaValueMax = String(sections.length - 1);
    this.#bar.ariaValueNow = String(sections.indexOf(section));
    this.#bar.ariaValueText = title;
    this.#drawYears();
    this.#bar.classList.add("moving");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#bar.classList.remove("moving"), 1200);
  }

  #drawYears() {
    const { sections, height } = this.grid;
    const key = `${height} ${innerHeight}`;
    if (key === this.#drawnFor) return;
    this.#drawnFor = key;
    let year = "";
    let last = -APART;
    this.#years.replaceChildren(
      ...sections.flatMap(({ month, top }) => {
        const at = Math.min(top / this.#way, 1) * this.#bar.clientHeight;
        if (month.key.slice(0, 4) === year || month.key === LOOSE || at - last < APART) return [];
        year = month.key.slice(0, 4);
        last = at;
        const label = element("span", {}, year);
        label.style.top = `${at}px`;
        return [label];
      }),
    );
  }

  /** @param {boolean} isHeld */
  #hold(isHeld) {
    this.#bar.classList.toggle("dragged", isHeld);
    this.grid.movement.isHeld = isHeld;
  }

  /** @param {PointerEvent} event */
  #drag({ clientY }) {
    if (!this.#bar.classList.contains("dragged")) return;
    const { top, height } = this.#bar.getBoundingClientRect();
    this.grid.top = Math.min(Math.max((clientY - top) / height, 0), 1) * this.#way;
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const at = Number(this.#bar.ariaValueNow);
    const last = this.grid.sections.length - 1;
    /** @type {Record<string, number>} */
    const keys = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      PageDown: at + 12,
      PageUp: at - 12,
      Home: 0,
      End: last,
    };
    if (!(event.key in keys)) return;
    event.preventDefault();
    event.stopPropagation();
    this.grid.top = this.grid.sections[Math.min(Math.max(keys[event.key], 0), last)].top;
  }
}
