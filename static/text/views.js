/** Texts about views of the whole gallery: on this day, duplicates and totals. */

import { formatBytes } from "../ui/bytes.js";
import { plural } from "./plural.js";

export const ON_THIS_DAY = _("On this day");
export const HIDE_UNTIL_TOMORROW = _("Hide until tomorrow");

/** @param {number} count */
export const yearsAgo = (count) => plural(count, _n("%(count)s year ago", "%(count)s years ago"));

/** @param {number} count  `12 photos` */
export const counted = (count) => plural(count, _n("%(count)s photo", "%(count)s photos"));

/**
 * @param {number} count
 * @param {number} bytes
 */
export const formatTotals = (count, bytes) => `${counted(count)}, ${formatBytes(bytes)}`;

/** @param {number} count  `12 new` */
export const formatNew = (count) => plural(count, _n("%(count)s new", "%(count)s new"));

/**
 * @param {number} count
 * @param {number} bytes
 */
export const chosen = (count, bytes) =>
  count
    ? plural(count, _n("%(count)s photo to move, %(size)s", "%(count)s photos to move, %(size)s"), {
        size: formatBytes(bytes),
      })
    : _("Nothing chosen");
