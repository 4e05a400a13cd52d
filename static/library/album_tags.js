/** Photos that tags show in more albums than the one whose folder they're in. */

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 */

export const PREFIX = "album:";

/** @param {Photo} photo  @returns {string[]} paths */
export function otherAlbums({ tags = [] }) {
  return tags.filter((tag) => tag.startsWith(PREFIX)).map((tag) => tag.slice(PREFIX.length));
}

/** @param {Photo} photo  @returns {string[]} the tags that aren't about albums */
export function plainTags({ tags = [] }) {
  return tags.filter((tag) => !tag.startsWith(PREFIX));
}

/** @param {Photo} photo  @param {Library} library  @returns {boolean} whether a tag shows the photo in this album */
export function isTaggedIn(photo, { album }) {
  return album !== null && album !== photo.album && otherAlbums(photo).includes(album);
}
