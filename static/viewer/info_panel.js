/** Information about the photo, beside it or, on phones, below it. */

import { element } from "../ui/elements.js";
import { otherAlbums, plainTags } from "../library/album_tags.js";
import { albumUrl, fileUrl, photoPath } from "../library/photo.js";
import { requestJson } from "../library/requests.js";
import { apiPath } from "../library/caller.js";
import { EDIT_DATE } from "../text/dates.js";
import * as text from "../text/viewer.js";
import { formatCamera, formatSize, formatTaken, linkToMap } from "./facts.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("./facts.js").Details} Details
 */

/** When the panel is below the photo, as in viewer.css. */
const BELOW = matchMedia("(width < 64rem) and (orientation: portrait)");

export class InfoPanel {
  #list = element("dl");
  #note = element("p", { className: "hint", hidden: true });
  /** @type {Photo | undefined} */
  #photo;
  /** By name. @type {Map<string, Details>} */
  #details = new Map();

  /**
   * @param {boolean} isOwner  others see only what the page already contains
   * @param {import("./controls.js").Actions} actions
   * @param {(photo: Photo, changes: {caption?: string, rating?: number}) => void} onEdit
   * @param {(photo: Photo, album: string) => void} onRemove  from an album that a tag shows it in
   */
  constructor(isOwner, actions, onEdit, onRemove) {
    this.isOwner = isOwner;
    this.actions = actions;
    this.onEdit = onEdit;
    this.onRemove = onRemove;
    const heading = element("h2", {}, text.INFORMATION);
    this.element = element(
      "section",
      { className: "info", hidden: true, tabIndex: 0, ariaLabel: text.INFORMATION },
      heading,
      this.#list,
      this.#note,
    );
  }

  /** Space the panel takes from the photo, in CSS pixels. */
  get inset() {
    const { offsetWidth, offsetTop } = this.element;
    const isBelow = this.isOpen && BELOW.matches;
    const isBeside = this.isOpen && !BELOW.matches;
    return { top: 0, left: 0, right: isBeside ? offsetWidth : 0, bottom: isBelow ? innerHeight - offsetTop : 0 };
  }

  get isOpen() {
    return !this.element.hidden;
  }

  toggle() {
    this.element.hidden = this.isOpen;
    if (this.isOpen) this.#draw();
  }

  /** @param {Photo} photo */
  show(photo) {
    if (photo === this.#photo) return;
    // It was edited, which may hide what's in the file.
    if (photo.name === this.#photo?.name) this.#details.delete(photo.name);
    this.#photo = photo;
    if (this.isOpen) this.#draw();
  }

  async #draw() {
    const photo = this.#photo;
    if (!photo) return;
    this.element.scrollTop = 0;
    this.#fill({ ...this.#details.get(photo.name), photo });
    if (this.#details.has(photo.name) || !(this.isOwner || !photo.width)) return;
    try {
      const details = await fetchDetails(photo);
      this.#details.set(photo.name, details);
      if (photo === this.#photo) this.#fill(details);
    } catch (error) {
      if (photo === this.#photo) this.#showNote(/** @type {Error} */ (error).message);
    }
  }

  /** @param {Details} details */
  #fill({ photo, camera, location, place, description, rating, guest }) {
    const lines = camera ? formatCamera(camera) : [];
    const favorite = photo.favorite ? text.REMOVE_FAVORITE : text.ADD_FAVORITE;
    const focused = this.#list.contains(document.activeElement) ? document.activeElement?.className : "";
    this.#showNote("");
    this.#list.replaceChildren(
      ...row(text.NAME, photo.file),
      ...row(text.CAPTION, photo.caption, this.#button("caption", text.EDIT_CAPTION, this.actions.caption)),
      ...(description && !photo.caption ? this.#embedded(photo, description) : []),
      ...row(text.TAGS, plainTags(photo).join(", ") || null, this.#button("tags", text.EDIT_TAGS, this.actions.tags)),
      ...row(text.FAVORITE, this.#button("favorite", favorite, this.actions.favorite)),
      ...(rating ? this.#embeddedRating(photo, rating) : []),
      ...row(
        text.TAKEN,
        ...formatTaken(photo),
        photo.taken ? this.#button("taken", EDIT_DATE, this.actions.date) : null,
      ),
      ...row(text.SIZE, ...formatSize(photo), ...(photo.kind === "video" ? [] : this.#rotations())),
      ...(this.isOwner ? [...fileRow(text.VIDEO, photo.live?.name), ...fileRow(text.RAW_FILE, photo.raw?.name)] : []),
      ...row(
        text.ALBUM,
        photo.album ? linkToAlbum(photo.album) : null,
        photo.album && this.isOwner ? this.#coverButton() : null,
        ...otherAlbums(photo).map((album) => this.#otherAlbum(photo, album)),
        this.#button("show-in-album", text.SHOW_IN_ALBUM, this.actions.showInAlbum),
      ),
      ...(guest === undefined ? [] : row(text.ADDED_BY, element("bdi", {}, guest || text.A_GUEST))),
      ...row(text.CAMERA, ...lines),
      ...row(text.LOCATION, place, location && linkToMap(location)),
    );
    if (focused) /** @type {HTMLElement | null} */ (this.#list.querySelector(`[class="${focused}"]`))?.focus();
  }

  #rotations() {
    return [
      this.#button("left", text.ROTATE_LEFT, this.actions.rotateLeft),
      this.#button("right", text.ROTATE_RIGHT, this.actions.rotateRight),
    ];
  }

  /**
   * @param {Photo} photo
   * @param {string} description
   */
  #embedded(photo, description) {
    const adopt = () => this.onEdit(photo, { caption: description });
    return row(text.DESCRIPTION, description, this.#button("adopt", text.USE_CAPTION, adopt));
  }

  /**
   * @param {Photo} photo
   * @param {number} rating
   */
  #embeddedRating(photo, rating) {
    const adopt = () => this.onEdit(photo, { rating });
    return row(text.RATING, text.stars(rating), this.#button("adopt-rating", text.USE_RATING, adopt));
  }

  /**
   * @param {string} name
   * @param {string} label
   * @param {() => void} onclick
   */
  #button(name, label, onclick) {
    return this.isOwner ? element("button", { type: "button", className: `edit ${name}`, onclick }, label) : null;
  }

  /**
   * @param {Photo} photo
   * @param {string} album
   */
  #otherAlbum(photo, album) {
    const remove = this.#button("untag", text.REMOVE, () => this.onRemove(photo, album));
    if (remove) remove.ariaLabel = text.removeFrom(album);
    return element("span", {}, linkToAlbum(album), " ", remove ?? "");
  }

  #coverButton() {
    return element(
      "button",
      { type: "button", className: "cover", onclick: () => this.actions.cover() },
      text.USE_AS_COVER,
    );
  }

  /** @param {string} note */
  #showNote(note) {
    this.#note.textContent = note;
    this.#note.hidden = !note;
  }
}

/**
 * @param {Photo} photo
 * @returns {Promise<Details>}
 */
function fetchDetails({ name }) {
  return requestJson(photoPath(`${apiPath("details")}/`, name));
}

/**
 * @param {string} term
 * @param {...(string | Node | null | undefined)} lines  without any, there's no row
 */
function row(term, ...lines) {
  const shown = lines.filter((line) => line !== null && line !== undefined);
  return shown.length ? [element("dt", {}, term), ...shown.map((line) => element("dd", {}, line))] : [];
}

/**
 * @param {string} term
 * @param {string | undefined} name  of another file of the photo
 */
function fileRow(term, name) {
  const file = name?.split("/").at(-1);
  return name && file ? row(term, element("a", { href: fileUrl(name), download: "" }, file)) : [];
}

/** @param {string} album */
function linkToAlbum(album) {
  return element("a", { href: albumUrl(album) }, album);
}
