/** Adds photos to albums by tags, and takes them out. Their files stay where they are. */

import { REMOVING_FROM_ALBUM, SHOWING_IN_ALBUM } from "../text/photos.js";
import { movePhotos } from "./actions.js";
import { PREFIX, isTaggedIn } from "./album_tags.js";
import { editPhotos } from "./edits.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 */

/**
 * Show photos in an album, and leave them where they are.
 * @param {Photo[]} photos
 * @param {string} album
 * @param {Library} library
 */
export function tagPhotos(photos, album, library) {
  const others = photos.filter((photo) => photo.album !== album);
  const changes = { add_tags: [PREFIX + album] };
  return editPhotos(
    others.map(({ name }) => ({ name, changes })),
    library,
    { activity: SHOWING_IN_ALBUM },
  );
}

/**
 * @param {Photo[]} photos
 * @param {string} album
 * @param {Library} library
 */
export function untagPhotos(photos, album, library) {
  const changes = { remove_tags: [PREFIX + album] };
  return editPhotos(
    photos.map(({ name }) => ({ name, changes })),
    library,
    { activity: REMOVING_FROM_ALBUM },
  );
}

/**
 * Take photos out of the album that the page shows: those in its folder go back to their days.
 * @param {Photo[]} photos
 * @param {Library} library
 */
export async function removeFromAlbum(photos, library) {
  const tagged = photos.filter((photo) => isTaggedIn(photo, library));
  const own = photos.filter((photo) => !tagged.includes(photo));
  if (own.length) await movePhotos(own, "", library);
  if (tagged.length) await untagPhotos(tagged, library.album ?? "", library);
}
