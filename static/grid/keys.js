/** Keyboard control of the grid. */

import { CAN_DOWNLOAD } from "../library/caller.js";
import { reveal } from "./reveal.js";

/**
 * @typedef {import("./grid.js").Grid} Grid
 * @typedef {import("../selection/selection.js").Selection} Selection
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {"editCaption" | "editTags" | "toggleFavorites" | "rotateLeft" | "rotateRight"} EditName
 */

export class GridKeys {
  /** Keys wait for each other: each starts where the previous one ended. */
  #done = Promise.resolve();

  /**
   * @param {Grid} grid
   * @param {Selection} selection
   * @param {boolean} isOwner
   * @param {(photos: Photo[]) => void} [onDelete]
   * @param {(edit: EditName, photos: Photo[]) => void} [onEdit]
   */
  constructor(grid, selection, isOwner, onDelete = (photos) => moveToTrash(photos, grid.library), onEdit) {
    this.onEdit = onEdit;
    this.onDelete = onDelete;
    this.grid = grid;
    this.selection = selection;
    this.isOwner = isOwner;
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    if (
      target instanceof HTMLElement &&
      target.closest("input:not([type=checkbox]), textarea, select, dialog, [role=dialog]")
    )
      return;
    if (isSelectAll(event) && CAN_DOWNLOAD && !document.querySelector("main[inert]")) this.#selectAll(event);
    if (ctrlKey || metaKey || altKey) return;
    if (key === "Escape" && this.selection.isActive) this.selection.clear();
    else if (this.grid.element.contains(document.activeElement)) this.#pressOnPhoto(event);
  }

  /** @param {KeyboardEvent} event */
  #selectAll(event) {
    event.preventDefault();
    // If this script loaded only now, the browser has already selected the page's text.
    getSelection()?.empty();
    this.selection.selectAll();
  }

  /** @param {KeyboardEvent} event */
  #pressOnPhoto(event) {
    const key = event.key.length > 1 ? event.key : event.key.toLowerCase();
    if (!this.#focused || !(key in this.#actions(this.#focused))) return;
    event.preventDefault();
    this.#done = this.#done.then(() => this.#act(key, event.shiftKey)).catch(showError);
  }

  get #focused() {
    return this.grid.cellAt(document.activeElement)?.photo;
  }

  /**
   * @param {string} key
   * @param {boolean} isRange  whether Shift is pressed
   */
  async #act(key, isRange) {
    const photo = this.#focused;
    const next = photo && (await this.#actions(photo)[key](isRange));
    if (!next) return;
    if (isRange && CAN_DOWNLOAD) {
      if (!this.selection.isActive) this.selection.toggle(photo);
      this.selection.extendTo(next);
    }
    reveal(this.grid, next);
  }

  /**
   * @param {Photo} photo
   * @returns {Record<string, (hasShift: boolean) => Promise<Photo | undefined | void> | Photo | undefined | void>}
   */
  #actions(photo) {
    const screen = innerHeight * 0.85;
    const actions = {
      ArrowRight: () => this.#adjacent(photo, 1),
      ArrowLeft: () => this.#adjacent(photo, -1),
      ArrowDown: () => this.#inNextRow(photo, 0, 1),
      ArrowUp: () => this.#inNextRow(photo, 0, -1),
      PageDown: () => this.#inNextRow(photo, screen, 1),
      PageUp: () => this.#inNextRow(photo, screen, -1),
      Home: () => this.#firstOrLast(0),
      End: () => this.#firstOrLast(-1),
    };
    if (!CAN_DOWNLOAD) return actions;
    const selecting = {
      " ": () => this.selection.toggle(photo),
      d: () => this.selection.toggleDay(photo),
      m: () => this.selection.toggleMonth(photo),
    };
    if (!this.isOwner) return { ...actions, ...selecting };
    const chosen = () => (this.selection.isActive ? this.selection.photos : [photo]);
    /** @param {EditName} name */
    const edit = (name) => this.onEdit?.(name, chosen());
    const edits = {
      e: () => edit("editCaption"),
      t: () => edit("editTags"),
      f: () => edit("toggleFavorites"),
      r: (/** @type {boolean} */ hasShift) => edit(hasShift ? "rotateLeft" : "rotateRight"),
    };
    return {
      ...actions,
      ...selecting,
      ...(this.onEdit ? edits : {}),
      Delete: () => this.onDelete(chosen()),
    };
  }

  /**
   * @param {Photo} photo
   * @param {1 | -1} step
   */
  async #adjacent(photo, step) {
    const section = this.#sectionOf(photo);
    const next = section?.photos[section.photos.findIndex(({ name }) => name === photo.name) + step];
    if (next) return next;
    const other = await this.#loadSection(this.grid.sections.indexOf(section ?? this.grid.sections[0]) + step);
    return other?.photos.at(step > 0 ? 0 : -1);
  }

  /**
   * Return the photo with the nearest center in the first row that's at least this far away.
   * @param {Photo} photo
   * @param {number} distance  pixels
   * @param {1 | -1} step
   */
  async #inNextRow(photo, distance, step) {
    const rows = this.#rows();
    const start = rows.findIndex(({ photos }) => photos.some(({ name }) => name === photo.name));
    if (start < 0) return undefined;
    let index = start + step;
    while (rows[index + step] && Math.abs(rows[index].top - rows[start].top) < distance) index += step;
    if (!rows[index]) return this.#adjacent(photo, step);
    const center = this.#centers(rows[start])[rows[start].photos.findIndex(({ name }) => name === photo.name)];
    const distances = this.#centers(rows[index]).map((other) => Math.abs(other - center));
    return rows[index].photos[distances.indexOf(Math.min(...distances))];
  }

  /** Short months share a row. */
  #rows() {
    const parts = this.grid.sections.flatMap((section) =>
      section.rows
        .map((row) => ({
          top: section.top + section.heading + row.top,
          photos: section.photos.slice(row.first, row.end),
          section,
          row,
        }))
        .filter(({ photos }) => photos.length),
    );
    return [...Map.groupBy(parts, ({ top }) => top)].map(([top, parts]) => ({
      top,
      parts,
      photos: parts.flatMap(({ photos }) => photos),
    }));
  }

  /** @param {{parts: {section: import("./section.js").Section, row: import("./layout.js").Row}[]}} row */
  #centers({ parts }) {
    return parts.flatMap(({ section, row }) =>
      section.spans(row).map(({ left, width }) => section.left + left + width / 2),
    );
  }

  /** @param {0 | -1} end */
  async #firstOrLast(end) {
    const section = await this.#loadSection(end ? this.grid.sections.length - 1 : 0);
    return section?.photos.at(end);
  }

  /** @param {number} index  of a section */
  async #loadSection(index) {
    const section = this.grid.sections[index];
    if (section && !section.month.isLoaded) await this.grid.library.load([section.month]);
    return this.grid.sections.find(({ month }) => month === section?.month);
  }

  /** @param {Photo} photo */
  #sectionOf({ name }) {
    return this.grid.sections.find(({ cells }) => cells.has(name));
  }
}

/** @param {KeyboardEvent} event */
function isSelectAll({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  return (ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === "a";
}

/**
 * @param {Photo[]} photos
 * @param {import("../library/library.js").Library} library
 */
async function moveToTrash(photos, library) {
  const { deletePhotos } = await import("../library/actions.js");
  deletePhotos(photos, library);
}

/** @param {Error} error */
async function showError({ message }) {
  const { showToast } = await import("../ui/toast.js");
  showToast(message, { isError: true });
}
