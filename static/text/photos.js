/** Texts about changing photos and albums. */

import { formatNumber } from "../ui/locale.js";

export const UNDO = "Undo";

/** @param {number} count  `1 photo`, `1,200 photos` */
export const photos = (count) => `${formatNumber(count)} ${count === 1 ? "photo" : "photos"}`;

/** Each change of photos: while it runs, when it's done, and for those that failed. */
export const DELETING = {
  running: "Moving to trash",
  done: (/** @type {number} */ count) => `${photos(count)} moved to trash.`,
  failed: (/** @type {number} */ count) => `${photos(count)} couldn't be deleted.`,
};
export const RESTORING = {
  running: "Restoring",
  done: (/** @type {number} */ count) => `${photos(count)} restored.`,
  failed: (/** @type {number} */ count) => `${photos(count)} couldn't be restored.`,
};
export const MOVING = {
  running: "Moving",
  done: (/** @type {number} */ count, /** @type {string} */ album) =>
    `${photos(count)} ${album ? `moved to ${album}` : "removed from the album"}.`,
  failed: (/** @type {number} */ count) => `${photos(count)} couldn't be moved.`,
};
export const SHOWING_IN_ALBUM = {
  running: "Adding",
  done: (/** @type {number} */ count) => `${photos(count)} also shown in the album.`,
  failed: (/** @type {number} */ count) => `${photos(count)} couldn't be shown in the album.`,
};
export const REMOVING_FROM_ALBUM = {
  running: "Removing",
  done: (/** @type {number} */ count) => `${photos(count)} removed from the album.`,
  failed: (/** @type {number} */ count) => `${photos(count)} couldn't be removed from the album.`,
};
export const MOVING_BACK = {
  running: "Moving back",
  done: (/** @type {number} */ count) => `${photos(count)} moved back.`,
  failed: (/** @type {number} */ count) => `${photos(count)} couldn't be moved back.`,
};

/**
 * @param {string} activity
 * @param {number} done
 * @param {number} count
 */
export const progress = (activity, done, count) =>
  count === 1 ? `${activity}…` : `${activity}: ${formatNumber(done)} of ${formatNumber(count)}`;

export const ALBUMS = "Albums";
export const FIND_ALBUM = "Find an album or name a new one";
export const ALBUMS_NOT_LOADED = "Your albums couldn't be loaded. You can still enter a name.";
export const NO_ALBUMS = "No albums yet. Enter a name to create one.";

/** @param {number} count */
export const addToAlbum = (count) => (count === 1 ? "Add to album" : `Add ${photos(count)} to album`);

/** @param {number} count */
export const showInAlbum = (count) => (count === 1 ? "Also show in album" : `Also show ${photos(count)} in album`);

/** @param {string} name */
export const newAlbum = (name) => `New album “${name}”`;

export const RENAME_AGAIN = "Rename again to move the remaining photos.";
export const ALBUM_NOT_RENAMED = "The album couldn't be renamed.";

/**
 * @param {number} moved
 * @param {number} count
 */
export const renamed = (moved, count) => `${formatNumber(moved)} of ${photos(count)} moved`;
