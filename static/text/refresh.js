/** Texts about finding and reading photos that other tools stored. */

import { formatPercent } from "../ui/locale.js";
import { plural } from "./plural.js";

export const UP_TO_DATE = _("All photos are up to date.");
export const CHANGED = _("Photos have changed.");
export const SHOW = _("Show new photos");
export const CLOSE = _("Close");

/** @param {number} found */
export const looking = (found) =>
  plural(found, _n("Looking for photos: %(count)s found", "Looking for photos: %(count)s found"));

/**
 * @param {number} count
 * @param {number} percent
 */
export const sorting = (count, percent) =>
  plural(
    count,
    _n("Sorting %(count)s new photo by date: %(percent)s", "Sorting %(count)s new photos by date: %(percent)s"),
    { percent: formatPercent(percent) },
  );

/**
 * @param {number} count
 * @param {number} percent
 */
export const reading = (count, percent) =>
  plural(count, _n("Reading %(count)s new photo: %(percent)s", "Reading %(count)s new photos: %(percent)s"), {
    percent: formatPercent(percent),
  });
