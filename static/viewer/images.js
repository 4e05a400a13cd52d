/** What the viewer shows of each photo: its largest preview, and in its place, until that is there, what the grid shows. */

import { description, fallback, source } from "../library/photo.js";
import { renew } from "../library/preview_retry.js";

/**
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("./stage.js").SlideData} SlideData
 * @typedef {{width: number, height: number}} Size  in pixels
 */

const SIZE = 2048;

/** Of a photo that nobody has developed, until its preview is here. */
const USUAL = { width: SIZE, height: (SIZE * 3) / 4 };

export class ViewerImages {
  /** Addresses that did not work though the right to read them was a fresh one. @type {Set<string>} */
  #dead = new Set();
  /** Addresses that failed once. @type {Set<string>} */
  #failed = new Set();
  /** By name, of those that the gallery does not know yet. @type {Map<string, Size>} */
  #sizes = new Map();

  /** @param {Library} library */
  constructor(library) {
    this.library = library;
  }

  /**
   * @param {Photo} photo
   * @param {HTMLImageElement | null} [thumbnail]
   * @returns {SlideData}
   */
  slide(photo, thumbnail) {
    const msrc = thumbnail?.complete && thumbnail.naturalWidth ? thumbnail.currentSrc : undefined;
    return { photo, src: this.#source(photo), msrc, ...this.#size(photo), alt: description(photo), thumbCropped: true };
  }

  /**
   * After a preview could not be loaded: with a fresh right, then by way of the app.
   * @param {Photo} photo
   * @param {string} address  that failed
   * @returns {Promise<boolean>} whether there is another address to try
   */
  async mend(photo, address) {
    if (address === fallback(photo, SIZE)) return false;
    if (this.#failed.has(address)) {
      this.#dead.add(address);
      return true;
    }
    this.#failed.add(address);
    if (this.#source(photo) === address) await renew(this.library);
    if (this.#source(photo) === address) this.#dead.add(address);
    return true;
  }

  /**
   * What only the preview itself could tell.
   * @param {Photo} photo
   * @param {HTMLImageElement} image
   * @returns {boolean} whether that is new
   */
  measure({ name, width }, { naturalWidth, naturalHeight }) {
    if (width || this.#sizes.has(name) || !naturalWidth) return false;
    this.#sizes.set(name, { width: naturalWidth, height: naturalHeight });
    return true;
  }

  /** @param {Photo} photo */
  #source(photo) {
    const address = source(photo, SIZE, this.library.previews);
    return this.#dead.has(address) ? fallback(photo, SIZE) : address;
  }

  /**
   * That of the preview: the picture's own, or smaller.
   * @param {Photo} photo
   * @returns {Size}
   */
  #size({ name, width, height }) {
    if (!width || !height) return this.#sizes.get(name) ?? USUAL;
    const scale = Math.min(1, SIZE / width, SIZE / height);
    return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  }
}
