/** Texts about views of the whole gallery: on this day, duplicates and totals. */

import { formatBytes } from "../ui/bytes.js";
import { formatNumber } from "../ui/locale.js";
import { photos } from "./photos.js";

export const ON_THIS_DAY = "On this day";
export const HIDE_UNTIL_TOMORROW = "Hide until tomorrow";

/** @param {number} count */
export const yearsAgo = (count) => (count === 1 ? "1 year ago" : `${formatNumber(count)} years ago`);

/** @param {number} count  `12 photos` */
export const counted = (count) => photos(count);

/**
 * @param {number} count
 * @param {number} bytes
 */
export const formatTotals = (count, bytes) => `${photos(count)}, ${formatBytes(bytes)}`;

/** @param {number} count  `12 new` */
export const formatNew = (count) => `${formatNumber(count)} new`;

/**
 * @param {number} count
 * @param {number} bytes
 */
export const chosen = (count, bytes) => (count ? `${photos(count)} to move, ${formatBytes(bytes)}` : "Nothing chosen");
