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
export const sorting = (count, percent) => `Sorting ${newPhotos(count)} by date: ${formatNumber(percent)}%`;

/**
 * @param {number} count
 * @param {number} percent
 */
export const reading = (count, percent) => `Reading ${newPhotos(count)}: ${formatNumber(percent)}%`;

/** @param {number} count */
const newPhotos = (count) => `${formatNumber(count)} new ${count === 1 ? "photo" : "photos"}`;
