/** Slides: the largest preview of each photo, with the grid's image as a placeholder. */

import { altText, ZOOM_SIZE } from "../library/photo.js";
import { PreviewRetry } from "../library/preview_retry.js";

/**
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("./stage.js").SlideData} SlideData
 * @typedef {{width: number, height: number}} Size  in pixels
 */

const SIZE = 2048;

/** Assumed for photos without previews until one loads. */
const TYPICAL = { width: SIZE, height: (SIZE * 3) / 4 };

export class ViewerImages {
  #previews;
  /** By name, for photos whose size the gallery doesn't know yet. @type {Map<string, Size>} */
  #sizes = new Map();

  /** @param {Library} library */
  constructor(library) {
    this.#previews = new PreviewRetry(library);
  }

  /**
   * @param {Photo} photo
   * @param {HTMLImageElement | null} [thumbnail]
   * @returns {SlideData}
   */
  createSlide(photo, thumbnail) {
    const msrc = thumbnail?.complete && thumbnail.naturalWidth ? thumbnail.currentSrc : undefined;
    const src = this.#previews.url(photo, SIZE);
    const type = photo.kind ?? "image";
    return { photo, type, src, msrc, ...this.#sizeOf(photo), alt: altText(photo), thumbCropped: true };
  }

  /**
   * @param {Photo} photo
   * @param {string} failed  the URL that failed
   * @returns {Promise<boolean>} whether there's another URL to try
   */
  retry(photo, failed) {
    return this.#previews.retry(photo, SIZE, failed);
  }

  /**
   * @param {Photo} photo
   * @returns {string | undefined} the URL of a preview with more pixels, if the photo has more
   */
  sharpUrl(photo) {
    return sharpness(photo) > 1 ? this.#previews.url(photo, ZOOM_SIZE) : undefined;
  }

  /**
   * Note the size of a loaded preview.
   * @param {Photo} photo
   * @param {HTMLImageElement} image
   * @returns {boolean} whether it was unknown
   */
  measure({ name, width }, { naturalWidth, naturalHeight }) {
    if (width || this.#sizes.has(name) || !naturalWidth) return false;
    this.#sizes.set(name, { width: naturalWidth, height: naturalHeight });
    return true;
  }

  /**
   * Return the size of the preview, which is never larger than the photo. Videos fill the window.
   * @param {Photo} photo
   * @returns {Size}
   */
  #sizeOf({ name, width, height, kind }) {
    if (!width || !height) return this.#sizes.get(name) ?? TYPICAL;
    const scale = Math.min(kind === "video" ? Infinity : 1, SIZE / width, SIZE / height);
    return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  }
}

/**
 * Return how many times as long as the viewer's preview a preview can be.
 * @param {Photo} photo
 */
export function sharpness({ width, height }) {
  return Math.max(1, Math.min(ZOOM_SIZE, Math.max(width ?? 0, height ?? 0)) / SIZE);
}
