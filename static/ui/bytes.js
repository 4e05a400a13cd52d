/** Sizes of files, as the server writes them (gallery/model/sizes.py). */

import { fill } from "../text/plural.js";
import { GB, KB, MB, TB } from "../text/sizes.js";
import { LOCALE } from "./locale.js";

const ONE_DECIMAL = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });

/** From how many bytes on, a unit's bytes, and a size in it. */
const UNITS = /** @type {const} */ ([
  [1e12, 1e12, TB],
  [1e9, 1e9, GB],
  [1e5, 1e6, MB],
  [0, 1e3, KB],
]);

/** @param {number} bytes  @returns {string} `4.1 MB` */
export function formatBytes(bytes) {
  const [, unit, text] = UNITS.find(([start]) => bytes >= start) ?? UNITS[3];
  return fill(text, { size: ONE_DECIMAL.format(bytes / unit) });
}
