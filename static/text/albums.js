/** Texts about albums and their settings. */

import { photos } from "./photos.js";
import { fill, plural } from "./plural.js";

export const TAGGED_PHOTOS_STAY = _("Photos from other folders stay where they are.");
export const NOT_CREATED = _("The album couldn't be created.");
export const NOT_CHANGED = _("The album couldn't be changed.");

/** After a change of what the album's page says. */
export const TEXTS = {
  title: { saved: _("Title saved."), removed: _("Title removed.") },
  description: { saved: _("Description saved."), removed: _("Description removed.") },
};

export const DELETE_ALBUM = _("Delete album");
export const KEEP_PHOTOS = _("Keep the photos");
export const TRASH_PHOTOS = _("Move the photos to the trash");
export const WHERE_PHOTOS_GO = _("Photos that you keep go back to the days on which they were taken.");
export const PHOTOS_BECOME_PUBLIC = _(
  "Some of these photos are private. Photos that you keep won't be private anymore.",
);
export const DELETING = _("Deleting the album");
export const RESTORING = _("Restoring the album");
export const ALBUM_NOT_DELETED = _("The album couldn't be deleted.");
export const NOT_ALL_RESTORED = _("The album couldn't be restored completely.");

/** @param {string} album */
export const deleteAlbum = (album) => fill(_("Delete “%(album)s”?"), { album });

const NO_OWN_PHOTOS = _("It has no photos itself.");

/**
 * @param {number} count  of its own photos
 * @param {number} albums  in it
 * @param {number} within  photos in those
 */
export const describeContents = (count, albums, within) => {
  const own = plural(count, _n("It has %(count)s photo.", "It has %(count)s photos."));
  if (!albums) return count ? own : _("It has no photos.");
  const inner = _n(
    "The album in it is deleted too, with %(photos)s.",
    "The %(count)s albums in it are deleted too, with %(photos)s.",
  );
  const rest = plural(albums, inner, { photos: photos(within) });
  return `${count ? own : NO_OWN_PHOTOS} ${rest}`;
};

const DELETED_AND_TRASHED = _n(
  "“%(album)s” deleted, and %(count)s photo moved to the trash.",
  "“%(album)s” deleted, and %(count)s photos moved to the trash.",
);
const DELETED_AND_KEPT = _n(
  "“%(album)s” deleted, and %(count)s photo moved back to its day.",
  "“%(album)s” deleted, and %(count)s photos moved back to their days.",
);
const TRASHED = _n("%(count)s photo moved to the trash.", "%(count)s photos moved to the trash.");
const KEPT = _n("%(count)s photo moved back to its day.", "%(count)s photos moved back to their days.");

/**
 * @param {string} album
 * @param {number} count  of photos
 * @param {string} where  `keep` or `trash`
 */
export const albumDeleted = (album, count, where) => {
  if (!count) return fill(_("“%(album)s” deleted."), { album });
  return plural(count, where === "trash" ? DELETED_AND_TRASHED : DELETED_AND_KEPT, { album });
};

/**
 * @param {number} count  of photos
 * @param {string} where  `keep` or `trash`
 */
export const photosMoved = (count, where) => plural(count, where === "trash" ? TRASHED : KEPT);

export const COVER_OF = _("Use as the cover of");
export const COVER_CHOSEN = _("Cover chosen.");
export const COVER_IS_NEWEST = _("The cover is the album's newest photo now.");

/** After a change of who sees the album. `soon`: in a private gallery, where nobody else sees anything yet. */
export const VISIBLE = {
  owner: _("Only you can see this album now."),
  everyone: _("Everyone can see this album now."),
  soon: _("Everyone can see this album once the gallery is public."),
};

export const TIMELINE = {
  yes: _("The timeline shows this album's photos now."),
  no: _("The timeline doesn't show this album's photos anymore."),
};
