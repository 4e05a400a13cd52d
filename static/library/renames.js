/** Photos that got another name while the page is open, because they're filed under another day. */

/** @typedef {import("./photo.js").Photo} Photo */

/** New names by old names. @type {Map<string, string>} */
const names = new Map();

/**
 * @param {string} before
 * @param {string} after
 */
export function noteRename(before, after) {
  names.delete(after);
  if (before !== after) names.set(before, after);
}

/**
 * Return a photo as it's in the library now, even under another name or date.
 * @param {import("./library.js").Library} library
 * @param {Photo} photo
 */
export function currentPhoto(library, photo) {
  return library.photoNamed(names.get(photo.name) ?? photo.name) ?? photo;
}
