/** Previews that can't be loaded: with a fresh right, then by way of the app, then a mark in their place. */

import { element } from "./elements.js";
import { fallback, gridSizes, source } from "./photo.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./section.js").Cell} Cell
 */

export class ImageMending {
  /** How often each was tried. @type {WeakMap<HTMLImageElement, number>} */
  #tries = new WeakMap();
  /** @type {Promise<unknown> | undefined} */
  #renewing;

  /** @param {Library} library */
  constructor(library) {
    this.library = library;
  }

  /** @param {Cell} cell  whose image has failed */
  async mend({ photo, image, link }) {
    const tries = (this.#tries.get(image) ?? 0) + 1;
    this.#tries.set(image, tries);
    const old = image.src;
    const [once, twice] = gridSizes(photo, this.library);
    if (tries === 1) {
      await this.#renew();
      const { previews } = this.library;
      const fresh = source(photo, once, previews);
      if (new URL(fresh, location.href).href !== old) return show(image, fresh, source(photo, twice, previews));
    }
    const byApp = fallback(photo, once);
    if (new URL(byApp, location.href).href !== old) return show(image, byApp, fallback(photo, twice));
    if (!link.querySelector(".broken")) link.append(element("span", { className: "broken", ariaHidden: "true" }, photo.file));
  }

  /** Once for all that fail together. */
  #renew() {
    this.#renewing ??= this.library.renew().catch(() => {}).finally(() => setTimeout(() => (this.#renewing = undefined), 5000));
    return this.#renewing;
  }
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
