/** The bar in place of the page's head while photos are selected: how many, and what can be done with them. */

import { element } from "../ui/elements.js";
import { styled } from "../ui/styles.js";
import { icon } from "../ui/icons.js";

/**
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("./selection.js").Selection} Selection
 * @typedef {import("../grid/grid.js").Grid} Grid
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("../ui/icons.js").Icon} Icon
 */

const NUMBERS = new Intl.NumberFormat("en");

export class SelectionBar {
  #count = element("p", { className: "count" });
  #voice = element("p", { className: "unseen", role: "status" });
  #bar = element("section", { className: "selection", ariaLabel: "Selected photos", hidden: true });
  #header = document.querySelector("header");

  /**
   * @param {Selection} selection
   * @param {Library} library
   * @param {Grid} grid
   */
  constructor(selection, library, grid) {
    this.selection = selection;
    this.library = library;
    this.grid = grid;
    this.#bar.append(
      this.#button("close", "Select none", () => this.#leave()),
      this.#count,
      ...this.#actions(),
    );
    styled("selection/bar.css").then(() => this.#show());
    // Ahead of the photos, so that the keyboard gets there without passing through all of them.
    document.querySelector("main")?.before(this.#bar, this.#voice);
    selection.addEventListener("change", () => this.#show());
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  #actions() {
    const takeOut = this.#button("takeOut", "Take out of the album", () => this.#takeOut());
    takeOut.hidden = !this.library.album;
    return [
      this.#button("album", "Add to album", () => this.#file()),
      takeOut,
      this.#button("download", "Download", () => this.#download()),
      this.#button("discard", "Delete", () => this.#discard()),
    ];
  }

  #show() {
    const { size } = this.selection.names;
    const told = size ? `${NUMBERS.format(size)} selected` : "";
    if (told !== this.#count.textContent) this.#count.textContent = this.#voice.textContent = told;
    this.#bar.hidden = !size;
    this.#header?.toggleAttribute("inert", size > 0);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const isElsewhere = document.querySelector("dialog[open], main[inert]");
    if (event.key !== "Escape" || event.defaultPrevented || isElsewhere || !this.selection.isActive) return;
    event.preventDefault();
    this.#leave();
  }

  #leave() {
    const last = this.selection.photos.at(-1);
    this.#keepFocus(last);
    this.selection.clear();
  }

  async #file() {
    const { chooseAlbum } = await import("../library/album_dialog.js");
    await chooseAlbum(this.selection.photos, this.library);
  }

  async #takeOut() {
    const { moveTo } = await import("../library/actions.js");
    const { photos } = this.selection;
    this.#keepFocus(this.#next(photos));
    await moveTo(photos, "", this.library);
  }

  async #download() {
    const { download } = await import("../library/downloads.js");
    await download(this.selection.photos);
  }

  async #discard() {
    const { discard } = await import("../library/actions.js");
    const { photos } = this.selection;
    this.#keepFocus(this.#next(photos));
    await discard(photos, this.library);
  }

  /**
   * What stands where these stood, once they are gone.
   * @param {Photo[]} gone
   */
  #next(gone) {
    const { photos } = this.library;
    const place = photos.findIndex((photo) => photo === gone[0]);
    const isLeft = (/** @type {Photo} */ { name }) => !this.selection.has(name);
    return photos.slice(place).find(isLeft) ?? photos.slice(0, place).findLast(isLeft);
  }

  /**
   * The bar is about to vanish, and must not take the focus with it.
   * @param {Photo | undefined} photo
   */
  #keepFocus(photo) {
    if (!this.#bar.contains(document.activeElement)) return;
    const link = photo && this.grid.linkOf(photo);
    /** @type {HTMLElement | null} */ (link ?? document.querySelector("main"))?.focus({ preventScroll: true });
  }

  /**
   * @param {Icon} drawing
   * @param {string} label
   * @param {() => void} onclick
   */
  #button(drawing, label, onclick) {
    const words = element("span", {}, label);
    return element("button", { type: "button", className: drawing, title: label, onclick }, icon(drawing), words);
  }
}
