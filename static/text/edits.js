/** Texts about captions, tags, favorites and orientations. */

import { photos, UNDO } from "./photos.js";

export { UNDO };

export const CAPTION = "Caption";
export const TAGS = "Tags";
export const FAVORITE = "Favorite";
export const EDIT = "Edit";
export const EDIT_CAPTION = "Edit caption";
export const EDIT_TAGS = "Edit tags";
export const ADD_FAVORITE = "Add to favorites";
export const REMOVE_FAVORITE = "Remove from favorites";
export const ROTATE_RIGHT = "Rotate right";
export const ROTATE_LEFT = "Rotate left";
export const SHOW_IN_ALBUM = "Also show in album…";
export const ADD_TAGS = "Add tags";
export const REMOVE_TAGS = "Remove tags";
export const SEPARATED = "Separated by commas";
export const OTHER_PHOTO = "Keep the caption and tags of the photo that had this name?";
export const KEEP_TEXT = "Keep them";
export const USE_CAPTION = "Use as caption";
export const USE_TAGS = "Use as tags";
export const ONLY_YOU = "Only you can see what's in the file.";

/** @param {string} text */
export const inFile = (text) => `In the file: “${text}”`;

/** @param {string} label  @param {number} count */
export const forPhotos = (label, count) => (count === 1 ? label : `${label}: ${photos(count)}`);

export const EDITING = {
  running: "Saving",
  done: (/** @type {number} */ count) => `${photos(count)} changed.`,
  failed: (/** @type {number} */ count) => `${photos(count)} couldn't be changed.`,
};
export const ROTATING = {
  running: "Rotating",
  done: (/** @type {number} */ count) => `${photos(count)} rotated.`,
  failed: (/** @type {number} */ count) => `${photos(count)} couldn't be rotated.`,
  // Each is decoded again.
  batch: 10,
};
export const UNDOING = {
  running: "Undoing",
  done: (/** @type {number} */ count) => `Changes to ${photos(count)} undone.`,
  failed: (/** @type {number} */ count) => `${photos(count)} couldn't be changed back.`,
};
