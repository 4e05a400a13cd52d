/** Texts about finding and reading photos that other tools stored. */

import { formatNumber } from "../ui/locale.js";

export const UP_TO_DATE = "All photos are up to date.";
export const CHANGED = "Photos have changed.";
export const SHOW = "Show new photos";
export const CLOSE = "Close";

/** @param {number} found */
export const looking = (found) => `Looking for photos: ${formatNumber(found)} found`;

/**
 * @param {number} count
 * @param {number} percent
 */
export const reading = (count, percent) =>
  `Reading ${formatNumber(count)} new ${count === 1 ? "photo" : "photos"}: ${formatNumber(percent)}%`;
