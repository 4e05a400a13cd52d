/** Texts about albums and their settings. */

import { formatNumber } from "../ui/locale.js";
import { photos } from "./photos.js";

export const TAGGED_PHOTOS_STAY = "Photos from other folders stay where they are.";
export const NOT_CREATED = "The album couldn't be created.";
export const NOT_CHANGED = "The album couldn't be changed.";

/** After a change of what the album's page says. */
export const TEXTS = {
  title: { saved: "Title saved.", removed: "Title removed." },
  description: { saved: "Description saved.", removed: "Description removed." },
};

export const DELETE_ALBUM = "Delete album";
export const KEEP_PHOTOS = "Keep the photos";
export const TRASH_PHOTOS = "Move the photos to the trash";
export const WHERE_PHOTOS_GO = "Photos that you keep go back to the days on which they were taken.";
export const PHOTOS_BECOME_PUBLIC = "Some of these photos are private. Photos that you keep won't be private anymore.";
export const DELETING = "Deleting the album";
export const RESTORING = "Restoring the album";
export const ALBUM_NOT_DELETED = "The album couldn't be deleted.";
export const NOT_ALL_RESTORED = "The album couldn't be restored completely.";

/** @param {string} album */
export const deleteAlbum = (album) => `Delete “${album}”?`;

/**
 * @param {number} count  of its own photos
 * @param {number} albums  in it
 * @param {number} within  photos in those
 */
export const describeContents = (count, albums, within) => {
  const own = count ? `It has ${photos(count)}.` : "It has no photos itself.";
  if (!albums) return count ? own : "It has no photos.";
  const inner = albums === 1 ? "The album in it is" : `The ${formatNumber(albums)} albums in it are`;
  return `${own} ${inner} deleted too, with ${photos(within)}.`;
};

/**
 * @param {string} album
 * @param {number} count  of photos
 * @param {string} where  `keep` or `trash`
 */
export const albumDeleted = (album, count, where) => {
  return count ? `“${album}” deleted, and ${photosMoved(count, where)}` : `“${album}” deleted.`;
};

/**
 * @param {number} count  of photos
 * @param {string} where  `keep` or `trash`
 */
export const photosMoved = (count, where) =>
  `${photos(count)} ${where === "trash" ? "moved to the trash" : "moved back to their days"}.`;

export const COVER_OF = "Use as the cover of";
export const COVER_CHOSEN = "Cover chosen.";
export const COVER_IS_NEWEST = "The cover is the album's newest photo now.";

/** After a change of who sees the album. `soon`: in a private gallery, where nobody else sees anything yet. */
export const VISIBLE = {
  owner: "Only you can see this album now.",
  everyone: "Everyone can see this album now.",
  soon: "Everyone can see this album once the gallery is public.",
};

export const TIMELINE = {
  yes: "The timeline shows this album's photos now.",
  no: "The timeline doesn't show this album's photos anymore.",
};
