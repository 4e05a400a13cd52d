/** What the page needs as soon as somebody uses it: keys, marks, the way through the years, a memory of where it was. */

import { GridKeys } from "../grid/keys.js";
import { crowdOf } from "../library/photo.js";
import { Scrubber } from "../grid/scrubber.js";
import { Selection } from "../selection/selection.js";

/**
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("../grid/grid.js").Grid} Grid
 */

/** Milliseconds between notes of where the page is. */
const NOTE = 250;

export class GalleryTools {
  #keys;
  #timer = 0;

  /**
   * @param {Library} library
   * @param {Grid} grid
   * @param {boolean} isOwner
   * @param {() => PointerEvent | undefined} finger  that is on the page
   */
  constructor(library, grid, isOwner, finger) {
    this.grid = grid;
    const selection = new Selection(library);
    this.#keys = new GridKeys(grid, selection, isOwner);
    new Scrubber(grid);
    this.#suit(library);
    library.addEventListener("change", () => this.#suit(library));
    addEventListener("scroll", () => (this.#timer ||= setTimeout(() => this.#note(), NOTE)), { passive: true });
    addEventListener("pagehide", () => this.#note());
    this.#timer = setTimeout(() => this.#note(), NOTE);
    if (!isOwner) return;
    import("../grid/checkboxes.js").then(({ GridMarks }) => new GridMarks(grid, selection, finger()));
    const showBar = () =>
      import("../selection/bar.js").then(({ SelectionBar }) => new SelectionBar(selection, library, grid));
    selection.addEventListener("change", showBar, { once: true });
    const renaming = document.querySelector(".rename form");
    if (renaming instanceof HTMLFormElement)
      import("./album_rename.js").then(({ renameByScript }) => renameByScript(renaming));
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    this.#keys.press(event);
  }

  /**
   * To how many photos there are.
   * @param {Library} library
   */
  #suit(library) {
    const crowd = crowdOf(library);
    for (const one of ["few", "lone"]) this.grid.place.classList.toggle(one, one === crowd);
    this.grid.fit();
    showWhetherEmpty(library);
  }

  /** Keeps in the history where the page is, for a reload or the way back. */
  #note() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    history.replaceState({ ...history.state, anchor: this.grid.anchor }, "");
  }
}

/** @param {Library} library */
function showWhetherEmpty(library) {
  /** @type {HTMLElement | null} */
  const empty = document.querySelector(".empty");
  const upload = document.querySelector(".upload");
  if (!empty || empty.hidden === library.count > 0) return;
  empty.hidden = library.count > 0;
  if (upload) (empty.hidden ? document.querySelector(".bar") : empty)?.append(upload);
  const details = upload?.querySelector("details");
  if (details) details.open = !empty.hidden;
}
