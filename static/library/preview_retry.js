/** Previews that fail to load: retried with a fresh SAS token, then through the app. */

import { renewToken } from "./listings.js";
import { appPreviewUrl, previewUrl } from "./photo.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {import("./photo.js").PreviewSize} PreviewSize
 */

export class PreviewRetry {
  /** Which photos, under which token, failed although the token was fresh. @type {Set<string>} */
  #failed = new Set();

  /** @param {Library} library */
  constructor(library) {
    this.library = library;
  }

  /**
   * @param {Photo} photo
   * @param {PreviewSize} size
   */
  url(photo, size) {
    return this.#failed.has(this.#key(photo))
      ? appPreviewUrl(photo, size)
      : previewUrl(photo, size, this.library.previews);
  }

  /**
   * @param {Photo} photo
   * @param {PreviewSize} size
   * @param {string} failed  the URL that failed
   * @returns {Promise<boolean>} whether `url` now returns another one
   */
  async retry(photo, size, failed) {
    if (failed === appPreviewUrl(photo, size)) return false;
    if (failed === this.url(photo, size)) await renewToken(this.library, photo);
    if (failed === this.url(photo, size)) this.#failed.add(this.#key(photo));
    return true;
  }

  /** @param {Photo} photo */
  #key({ name }) {
    return `${name}?${this.library.previews.sas}`;
  }
}
