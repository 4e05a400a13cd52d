/** Replaces the page header while photos are selected: their count, and actions on them. */

import { CLEAR, SELECT_PHOTOS, SELECTED_PHOTOS, selected } from "../text/selection.js";
import { element } from "../ui/elements.js";
import { loadStyles } from "../ui/styles.js";
import { icon } from "../ui/icons.js";
import { SelectionHistory } from "./history.js";

/**
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("./selection.js").Selection} Selection
 * @typedef {import("../grid/grid.js").Grid} Grid
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("../ui/icons.js").Icon} Icon
 * @typedef {{icon: Icon, label: string, removes?: boolean, run: (photos: Photo[]) => unknown}} Action
 *   `removes`: whether the photos disappear at once
 */

export class SelectionBar {
  #count = element("p", { className: "count" });
  #liveRegion = element("p", { className: "visually-hidden", role: "status" });
  #bar = element("section", { className: "selection", ariaLabel: SELECTED_PHOTOS, hidden: true });
  #header = document.querySelector("header");

  /**
   * @param {Selection} selection
   * @param {Library} library
   * @param {Grid} grid
   * @param {Action[]} actions
   */
  constructor(selection, library, grid, actions) {
    this.selection = selection;
    this.library = library;
    this.grid = grid;
    this.#bar.append(
      this.#button("close", CLEAR, () => this.#clear()),
      this.#count,
      element("div", { className: "actions" }, ...actions.map((action) => this.#action(action))),
    );
    loadStyles("selection/bar.css").then(() => this.#update());
    // Before the photos, so that the keyboard reaches it without passing all of them.
    document.querySelector("main")?.before(this.#bar, this.#liveRegion);
    selection.addEventListener("change", () => this.#update());
    new SelectionHistory(selection);
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param {Action} action */
  #action({ icon: name, label, removes, run }) {
    return this.#button(name, label, async () => {
      const { photos } = this.selection;
      if (removes) this.#moveFocus(this.#next(photos));
      await run(photos);
    });
  }

  #update() {
    const { size } = this.selection.names;
    const { isActive } = this.selection;
    const text = size ? selected(size) : isActive ? SELECT_PHOTOS : "";
    if (text !== this.#count.textContent) this.#count.textContent = this.#liveRegion.textContent = text;
    if (!isActive) this.#moveFocus(undefined);
    this.#bar.hidden = !isActive;
    this.#header?.toggleAttribute("inert", isActive);
    for (const button of this.#bar.querySelectorAll("button:not(.close)")) button.toggleAttribute("disabled", !size);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const isBehind = document.querySelector("dialog[open], main[inert]");
    if (event.key !== "Escape" || event.defaultPrevented || isBehind || !this.selection.isActive) return;
    event.preventDefault();
    this.#clear();
  }

  #clear() {
    const last = this.selection.photos.at(-1);
    this.#moveFocus(last);
    this.selection.clear();
  }

  /**
   * Return the photo that takes the place of these.
   * @param {Photo[]} removed
   */
  #next(removed) {
    const { photos } = this.library;
    const index = photos.findIndex((photo) => photo === removed[0]);
    const isRemaining = (/** @type {Photo} */ { name }) => !this.selection.has(name);
    return photos.slice(index).find(isRemaining) ?? photos.slice(0, index).findLast(isRemaining);
  }

  /**
   * Move the focus before the bar disappears.
   * @param {Photo | undefined} photo
   */
  #moveFocus(photo) {
    if (!this.#bar.contains(document.activeElement)) return;
    const link = photo && this.grid.linkOf(photo);
    /** @type {HTMLElement | null} */ (link ?? document.querySelector("main"))?.focus({ preventScroll: true });
  }

  /**
   * @param {Icon} name
   * @param {string} label
   * @param {() => void} onclick
   */
  #button(name, label, onclick) {
    const text = element("span", {}, label);
    return element("button", { type: "button", className: name, title: label, onclick }, icon(name), text);
  }
}
