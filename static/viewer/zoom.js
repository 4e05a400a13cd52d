/** How far people can zoom. Level 1 shows each pixel of the preview as one CSS pixel. */

import { sharpness } from "./images.js";

/** Relative to fitting the window: on double tap, and at most; and relative to the current level, with a key. */
const ZOOM = 2.5;
const MAX_ZOOM = 6;
const STEP = 1.5;

/** @type {Partial<import("../vendor/photoswipe/photoswipe.esm.min.js").default["options"]>} */
export const zoomOptions = {
  secondaryZoomLevel: ({ fit }) => fit * ZOOM,
  maxZoomLevel: ({ fit, itemData: { photo } }) => Math.max(photo ? sharpness(photo) : 1, fit * MAX_ZOOM),
};

/**
 * @param {import("../vendor/photoswipe/photoswipe.esm.min.js").default} pswp
 * @param {1 | -1} direction  in or out
 */
export function zoomBy({ currSlide, options }, direction) {
  const level = (currSlide?.currZoomLevel ?? 0) * STEP ** direction;
  currSlide?.zoomTo(level, undefined, options.zoomAnimationDuration);
}
