/** Previews that can't be loaded: with a fresh right, then by way of the app, then a mark in their place. */

import { element } from "../ui/elements.js";
import { fallback, gridSizes, source } from "../library/photo.js";
import { renew } from "../library/preview_retry.js";

/**
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("./section.js").Cell} Cell
 */

export class ImageMending {
  /** How often each was tried. @type {WeakMap<HTMLImageElement, number>} */
  #tries = new WeakMap();
  /** Under way. @type {WeakSet<HTMLImageElement>} */
  #mending = new WeakSet();

  /** @param {Library} library */
  constructor(library) {
    this.library = library;
  }

  /** @param {Cell} cell  whose image has failed, as an event and the image itself may both say */
  async mend(cell) {
    if (this.#mending.has(cell.image)) return;
    this.#mending.add(cell.image);
    await this.#mend(cell);
    this.#mending.delete(cell.image);
  }

  /** @param {Cell} cell */
  async #mend({ photo, image, link }) {
    const tries = (this.#tries.get(image) ?? 0) + 1;
    this.#tries.set(image, tries);
    const old = image.src;
    const [once, twice] = gridSizes(photo, this.library);
    if (tries === 1) {
      if (isAt(old, source(photo, once, this.library.previews))) await renew(this.library);
      const fresh = source(photo, once, this.library.previews);
      if (!isAt(old, fresh)) return show(image, fresh, source(photo, twice, this.library.previews));
    }
    const byApp = fallback(photo, once);
    if (!isAt(old, byApp)) return show(image, byApp, fallback(photo, twice));
    if (!link.querySelector(".broken"))
      link.append(element("span", { className: "broken", ariaHidden: "true" }, photo.file));
  }
}

/**
 * @param {string} address  as the browser gives it
 * @param {string} wanted
 */
function isAt(address, wanted) {
  return address === new URL(wanted, location.href).href;
}

/**
 * @param {HTMLImageElement} image
 * @param {string} once
 * @param {string} twice  for two device pixels
 */
function show(image, once, twice) {
  image.srcset = `${twice} 2x`;
  image.src = once;
}
