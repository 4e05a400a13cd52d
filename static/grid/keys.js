/** The grid by keyboard. */

import { reveal } from "./reveal.js";

/**
 * @typedef {import("./grid.js").Grid} Grid
 * @typedef {import("../selection/selection.js").Selection} Selection
 * @typedef {import("../library/photo.js").Photo} Photo
 */

export class GridKeys {
  /** Each key starts from where the one before has led to. */
  #done = Promise.resolve();

  /**
   * @param {Grid} grid
   * @param {Selection} selection
   * @param {boolean} isOwner
   */
  constructor(grid, selection, isOwner) {
    this.grid = grid;
    this.selection = selection;
    this.isOwner = isOwner;
  }

  /** @param {KeyboardEvent} event  anywhere on the page */
  press(event) {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    if (ctrlKey || metaKey || altKey) return;
    if (
      target instanceof HTMLElement &&
      target.closest("input:not([type=checkbox]), textarea, select, dialog, [role=dialog]")
    )
      return;
    if (key === "?") import("../ui/shortcuts_dialog.js").then(({ showKeys }) => showKeys({ isOwner: this.isOwner }));
    else if (key === "Escape" && this.selection.isActive) this.selection.clear();
    else if (this.grid.place.contains(document.activeElement)) this.#pressOnPhoto(event);
  }

  /** @param {KeyboardEvent} event */
  #pressOnPhoto(event) {
    const key = event.key.length > 1 ? event.key : event.key.toLowerCase();
    if (!this.#focused || !(key in this.#actions(this.#focused))) return;
    event.preventDefault();
    this.#done = this.#done.then(() => this.#act(key, event.shiftKey)).catch(sayWhy);
  }

  get #focused() {
    return this.grid.cellAt(document.activeElement)?.photo;
  }

  /**
   * @param {string} key
   * @param {boolean} isExtending
   */
  async #act(key, isExtending) {
    const photo = this.#focused;
    const next = photo && (await this.#actions(photo)[key]());
    if (!next) return;
    if (isExtending && this.isOwner) {
      if (!this.selection.isActive) this.selection.toggle(photo);
      this.selection.extendTo(next);
    }
    reveal(this.grid, next);
  }

  /**
   * @param {Photo} photo
   * @returns {Record<string, () => Promise<Photo | undefined | void> | Photo | undefined | void>}
   */
  #actions(photo) {
    const screen = innerHeight * 0.85;
    const actions = {
      ArrowRight: () => this.#beside(photo, 1),
      ArrowLeft: () => this.#beside(photo, -1),
      ArrowDown: () => this.#below(photo, 0, 1),
      ArrowUp: () => this.#below(photo, 0, -1),
      PageDown: () => this.#below(photo, screen, 1),
      PageUp: () => this.#below(photo, screen, -1),
      Home: () => this.#end(0),
      End: () => this.#end(-1),
    };
    if (!this.isOwner) return actions;
    return {
      ...actions,
      " ": () => this.selection.toggle(photo),
      d: () => this.selection.toggleDay(photo),
      m: () => this.selection.toggleMonth(photo),
      Delete: () => this.#discard(photo),
    };
  }

  /**
   * @param {Photo} photo
   * @param {1 | -1} step
   */
  async #beside(photo, step) {
    const section = this.#sectionOf(photo);
    const next = section?.photos[section.photos.findIndex(({ name }) => name === photo.name) + step];
    if (next) return next;
    const other = await this.#loaded(this.grid.sections.indexOf(section ?? this.grid.sections[0]) + step);
    return other?.photos.at(step > 0 ? 0 : -1);
  }

  /**
   * The photo whose middle is nearest, in the first row that is at least so far away.
   * @param {Photo} photo
   * @param {number} distance  pixels
   * @param {1 | -1} step
   */
  async #below(photo, distance, step) {
    const rows = this.#rows();
    const from = rows.findIndex(({ photos }) => photos.some(({ name }) => name === photo.name));
    if (from < 0) return undefined;
    let at = from + step;
    while (rows[at + step] && Math.abs(rows[at].top - rows[from].top) < distance) at += step;
    if (!rows[at]) return this.#beside(photo, step);
    const middle = this.#middles(rows[from])[rows[from].photos.findIndex(({ name }) => name === photo.name)];
    const distances = this.#middles(rows[at]).map((other) => Math.abs(other - middle));
    return rows[at].photos[distances.indexOf(Math.min(...distances))];
  }

  /** All rows of known photos. */
  #rows() {
    return this.grid.sections.flatMap((section) =>
      section.rows
        .map((row) => ({
          top: section.top + section.heading + row.top,
          photos: section.photos.slice(row.first, row.end),
          section,
          row,
        }))
        .filter(({ photos }) => photos.length),
    );
  }

  /** @param {{section: import("./section.js").Section, row: import("./layout.js").Row}} row */
  #middles({ section, row }) {
    return section.spans(row).map(({ left, width }) => left + width / 2);
  }

  /** @param {0 | -1} end */
  async #end(end) {
    const section = await this.#loaded(end ? this.grid.sections.length - 1 : 0);
    return section?.photos.at(end);
  }

  /** @param {number} index  of a section */
  async #loaded(index) {
    const section = this.grid.sections[index];
    if (section && !section.month.isLoaded) await this.grid.library.load([section.month]);
    return this.grid.sections.find(({ month }) => month === section?.month);
  }

  /** @param {Photo} photo */
  #sectionOf({ name }) {
    return this.grid.sections.find(({ cells }) => cells.has(name));
  }

  /** @param {Photo} photo */
  async #discard(photo) {
    const { discard } = await import("../library/actions.js");
    discard(this.selection.isActive ? this.selection.photos : [photo], this.grid.library);
  }
}

/** @param {Error} error */
async function sayWhy({ message }) {
  const { say } = await import("../ui/toast.js");
  say(message, { isError: true });
}
