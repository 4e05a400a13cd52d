/** Justified rows: photos of one height side by side, from edge to edge. Pure reckoning, in CSS pixels. */

/**
 * @typedef {{width: number, row: number, gap: number}} Frame  what the rows fill, the height they aim at, and the space between photos
 * @typedef {{first: number, end: number, top: number, height: number, scale: number}} Row
 *   Its photos are `first` up to but not including `end`; `height` is in whole pixels, `scale` the exact one.
 * @typedef {{left: number, width: number}} Span
 */

/** Beyond these, photos are cropped. */
const NARROWEST = 0.4;
const WIDEST = 8;
const OF_MOST_CAMERAS = 4 / 3;

/** A panorama that is wider makes rows no higher, on the average: in sums it counts as this (gallery/model/photos.py). */
const WIDEST_COUNTED = 4;

/** Times the target: between these are the heights of rows that are full, with room for roundings. */
const LOWEST = 0.76;
const HIGHEST = 1.24;

/** A last row that is nearly full is made full. */
const NEARLY = 1.25;

/** @param {{width: number | null, height: number | null}} photo  @returns {number} width / height in the grid */
export function ratio({ width, height }) {
  return width && height ? Math.min(Math.max(width / height, NARROWEST), WIDEST) : OF_MOST_CAMERAS;
}

/** @param {number[]} ratios */
export function sumOf(ratios) {
  return ratios.reduce((sum, ratio) => sum + Math.min(ratio, WIDEST_COUNTED), 0);
}

/**
 * Breaks where a row's height comes closest to the target. A panorama that is too much for a row that without it is too
 * little gets the rest of it: a whole row if it is the first, half of one at least.
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
    close(ratios.length, full <= frame.row * NEARLY ? full : frame.row);
  }
  return rows;
}

/**
 * Where the photos of a row lie. Roundings add up to nothing: the row ends where the frame does, and crops what is wider.
 * @param {Row} row
 * @param {number[]} ratios
 * @param {Frame} frame
 * @returns {Span[]}
 */
export function spansOf({ first, end, scale }, ratios, frame) {
  let at = 0;
  return ratios.slice(first, end).map((ratio) => {
    const left = Math.round(at);
    at = Math.min(at + ratio * scale, frame.width) + frame.gap;
    return { left, width: Math.round(at - frame.gap) - left };
  });
}
