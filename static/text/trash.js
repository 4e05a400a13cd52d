/** Texts about the trash. */

import { formatNumber } from "../ui/locale.js";
import { photos } from "./photos.js";

export const RESTORE = "Restore";
export const DELETE_FOREVER = "Delete forever";
export const KEPT = "The storage account may keep a recoverable version for up to 60 days.";
export const NONE_LEFT = "These photos are no longer in the trash.";
export const NOT_LOADED = "The trash couldn't be loaded.";

/** @param {number} count */
export const askToDelete = (count) => `Delete ${photos(count)} forever?`;

/** @param {number} count */
export const meaning = (count) => `${count === 1 ? "It's" : "They're"} deleted from the gallery. ${KEPT}`;

/**
 * @param {number} done
 * @param {number} count
 */
export const deleting = (done, count) => `Deleting forever: ${formatNumber(done)} of ${formatNumber(count)}`;

/** @param {number} count */
export const deleted = (count) => `${photos(count)} deleted from the gallery. ${KEPT}`;

/** @param {number} count */
export const gone = (count) => `${photos(count)} ${count === 1 ? "was" : "were"} no longer in the trash.`;

/** @param {number} count */
export const notDeleted = (count) => `${photos(count)} couldn't be deleted.`;

/** @param {string} age */
export const deletedAt = (age) => `Deleted ${age}`;

/** @param {string} moment */
export const takenAt = (moment) => `Taken ${moment}`;

/**
 * @param {number} count
 * @param {number} shown
 */
export const counted = (count, shown) =>
  count > shown ? `${photos(count)}, showing the latest ${formatNumber(shown)}` : photos(count);
