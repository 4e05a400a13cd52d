/** Justified rows: photos of equal height from edge to edge. Lengths are in CSS pixels. */

/**
 * @typedef {{width: number, row: number, gap: number}} Frame  the width to fill, the target height, and the space between photos
 * @typedef {{first: number, end: number, top: number, height: number, scale: number}} Row
 *   photos from `first` up to but not including `end`; `height` is `scale` in whole pixels
 * @typedef {{left: number, width: number}} Span
 */

/** Photos beyond these aspect ratios are cropped. */
const NARROWEST = 0.4;
const WIDEST = 8;
const DEFAULT_RATIO = 4 / 3;

/** Wider panoramas count as this in sums, because on average they don't make rows higher (gallery/model/photos.py). */
const WIDEST_COUNTED = 4;

/** Height of full rows relative to the target, with a margin for rounding. */
const LOWEST = 0.76;
const HIGHEST = 1.24;

/** A last row is stretched if its height is at most this, relative to the target. */
const STRETCH = 1.25;

/** @param {{width: number | null, height: number | null}} photo  @returns {number} width / height in the grid */
export function ratio({ width, height }) {
  return width && height ? Math.min(Math.max(width / height, NARROWEST), WIDEST) : DEFAULT_RATIO;
}

/** @param {number[]} ratios */
export function sumOf(ratios) {
  return ratios.reduce((sum, ratio) => sum + Math.min(ratio, WIDEST_COUNTED), 0);
}

/**
 * @param {Frame} frame
 * @param {Frame} [other]
 */
export function isSameFrame(frame, other) {
  return Object.values(frame).join() === Object.values(other ?? {}).join();
}

/**
 * Break rows where their height is closest to the target. A panorama that makes a row too low, but leaves it too high
 * when moved to the next, is cropped to the rest of the row.
 * @param {number[]} ratios  width / height of each photo
 * @param {Frame} frame
 */
export function justify(ratios, frame) {
  /** @type {Row[]} */
  const rows = [];
  let first = 0;
  let sum = 0;
  let top = 0;
  const heightOf = (/** @type {number} */ sum, /** @type {number} */ count) =>
    (frame.width - (count - 1) * frame.gap) / sum;
  const close = (/** @type {number} */ end, /** @type {number} */ scale) => {
    const height = Math.round(scale);
    rows.push({ first, end, top, height, scale });
    top += height + frame.gap;
    first = end;
    sum = 0;
  };
  for (let index = 0; index < ratios.length; index++) {
    const low = heightOf(sum + ratios[index], index - first + 1);
    const high = heightOf(sum, index - first);
    if (low > frame.row) sum += ratios[index];
    else if (high - frame.row < frame.row - low && high <= frame.row * HIGHEST) close(index--, high);
    else close(index + 1, Math.max(low, frame.row * LOWEST));
  }
  if (sum) {
    const full = heightOf(sum, ratios.length - first);
    close(ratios.length, full <= frame.row * STRETCH ? full : frame.row);
  }
  return rows;
}

/**
 * Return the photos' positions in a row. Rounding errors cancel out, so the row ends exactly at the frame's edge.
 * @param {Row} row
 * @param {number[]} ratios
 * @param {Frame} frame
 * @returns {Span[]}
 */
export function spansOf({ first, end, scale }, ratios, frame) {
  let x = 0;
  return ratios.slice(first, end).map((ratio) => {
    const left = Math.round(x);
    x = Math.min(x + ratio * scale, frame.width) + frame.gap;
    return { left, width: Math.round(x - frame.gap) - left };
  });
}
