/** Justified rows: photos of one height side by side, from edge to edge. Pure reckoning, in CSS pixels. */

/**
 * @typedef {{width: number, row: number, gap: number}} Frame  what the rows fill, the height they aim at, and the space between photos
 * @typedef {{first: number, end: number, top: number, height: number, scale: number}} Row
 *   Its photos are `first` up to but not including `end`; `height` is in whole pixels, `scale` the exact one.
 * @typedef {{left: number, width: number}} Span
 */

/** Beyond these, photos are cropped, as the server reckons the hints. */
const NARROWEST = 0.4;
const WIDEST = 4;
const OF_MOST_CAMERAS = 4 / 3;

/** Of the frame. But for the gaps it is 4/3 - 4/5: only a wider photo is too much for a row that without it is too little. */
const WIDEST_SHARE = 0.49;

/** A last row that is nearly full is made full. */
const NEARLY = 1.25;

/** Where too few are known. */
const USUAL = [4 / 3, 4 / 3, 3 / 4, 3 / 2, 4 / 3, 3 / 4, 16 / 9, 4 / 3, 3 / 4, 4 / 3, 3 / 2];
const TOO_FEW = 24;

const GUESSES = 6;
const STRIDE = 17;
/** Photos, of which one guess is as good as several. */
const MANY = 60;

/** @param {{width: number | null, height: number | null}} photo  @returns {number} width / height in the grid */
export function ratio({ width, height }) {
  return width && height ? Math.min(Math.max(width / height, NARROWEST), WIDEST) : OF_MOST_CAMERAS;
}

/**
 * Breaks where a row's height comes closest to the target.
 * @param {number[]} ratios  width / height of each photo
 * @param {Frame} frame
 */
export function justify(ratios, frame) {
  /** @type {Row[]} */
  const rows = [];
  let first = 0;
  let sum = 0;
  let top = 0;
  const heightOf = (/** @type {number} */ sum, /** @type {number} */ count) => (frame.width - (count - 1) * frame.gap) / sum;
  const close = (/** @type {number} */ end, /** @type {number} */ scale) => {
    const height = Math.round(scale);
    rows.push({ first, end, top, height, scale });
    top += height + frame.gap;
    first = end;
    sum = 0;
  };
  ratios.forEach((ratio, index) => {
    const shown = shownRatio(ratio, frame);
    const low = heightOf(sum + shown, index - first + 1);
    const high = heightOf(sum, index - first);
    if (low <= frame.row) {
      const isCloser = high - frame.row < frame.row - low;
      close(isCloser ? index : index + 1, isCloser ? high : low);
      if (!isCloser) return;
    }
    sum += shown;
  });
  if (sum) {
    const full = heightOf(sum, ratios.length - first);
    close(ratios.length, full <= frame.row * NEARLY ? full : frame.row);
  }
  return rows;
}

/**
 * Where the photos of a row lie. Roundings add up to nothing: the row ends where the frame does.
 * @param {Row} row
 * @param {number[]} ratios
 * @param {Frame} frame
 * @returns {Span[]}
 */
export function spansOf({ first, end, scale }, ratios, frame) {
  let at = 0;
  return ratios.slice(first, end).map((ratio) => {
    const left = Math.round(at);
    at += shownRatio(ratio, frame) * scale + frame.gap;
    return { left, width: Math.round(at - frame.gap) - left };
  });
}

/**
 * Shapes for photos that are not known yet, as mixed as those that are, with the sum that is known of them.
 * @param {number} count
 * @param {number} sum
 * @param {number[]} known
 * @param {number} [from]  where in those to begin
 */
export function guessed(count, sum, known, from = 0) {
  const sample = known.length < TOO_FEW ? USUAL : known;
  const shapes = Array.from({ length: count }, (_, index) => sample[(from + index) % sample.length]);
  const share = sum / shapes.reduce((total, shape) => total + shape, 0);
  return share > 0 ? shapes.map((shape) => shape * share) : shapes;
}

/**
 * The height of rows of which nothing but this is known: the mean of several guesses, as few photos fall out so differently.
 * @param {number} count
 * @param {number} sum
 * @param {number[]} known
 * @param {Frame} frame
 */
export function expectedHeight(count, sum, known, frame) {
  const guesses = count < MANY ? GUESSES : 1;
  let total = 0;
  for (let guess = 0; guess < guesses; guess++) {
    const last = justify(guessed(count, sum, known, guess * STRIDE), frame).at(-1);
    total += last ? last.top + last.height : 0;
  }
  return Math.round(total / guesses);
}

/**
 * @param {number} ratio
 * @param {Frame} frame
 */
function shownRatio(ratio, { width, row }) {
  return Math.min(ratio, (WIDEST_SHARE * width) / row);
}
