/** Texts about changing photos and albums. */

import { formatNumber } from "../ui/locale.js";
import { fill, plural } from "./plural.js";

export const UNDO = _("Undo");

/** @param {string[]} forms  @returns {(count: number) => string} */
export const withCount = (forms) => (count) => plural(count, forms);

/** `1 photo`, `1,200 photos` */
export const photos = withCount(_n("%(count)s photo", "%(count)s photos"));

/** Each change of photos: while it runs, when it's done, and for those that failed. */
export const DELETING = {
  running: _("Moving to trash"),
  done: withCount(_n("%(count)s photo moved to trash.", "%(count)s photos moved to trash.")),
  failed: withCount(_n("%(count)s photo couldn't be deleted.", "%(count)s photos couldn't be deleted.")),
};
export const RESTORING = {
  running: _("Restoring"),
  done: withCount(_n("%(count)s photo restored.", "%(count)s photos restored.")),
  failed: withCount(_n("%(count)s photo couldn't be restored.", "%(count)s photos couldn't be restored.")),
};
const MOVED_TO_ALBUM = _n("%(count)s photo moved to %(album)s.", "%(count)s photos moved to %(album)s.");
const REMOVED_FROM_ALBUM = _n("%(count)s photo removed from the album.", "%(count)s photos removed from the album.");
export const MOVING = {
  running: _("Moving"),
  done: (/** @type {number} */ count, /** @type {string} */ album) =>
    plural(count, album ? MOVED_TO_ALBUM : REMOVED_FROM_ALBUM, { album }),
  failed: withCount(_n("%(count)s photo couldn't be moved.", "%(count)s photos couldn't be moved.")),
};
export const SHOWING_IN_ALBUM = {
  running: _("Adding"),
  done: withCount(_n("%(count)s photo also shown in the album.", "%(count)s photos also shown in the album.")),
  failed: withCount(
    _n("%(count)s photo couldn't be shown in the album.", "%(count)s photos couldn't be shown in the album."),
  ),
};
export const REMOVING_FROM_ALBUM = {
  running: _("Removing"),
  done: withCount(REMOVED_FROM_ALBUM),
  failed: withCount(
    _n("%(count)s photo couldn't be removed from the album.", "%(count)s photos couldn't be removed from the album."),
  ),
};
export const MOVING_BACK = {
  running: _("Moving back"),
  done: withCount(_n("%(count)s photo moved back.", "%(count)s photos moved back.")),
  failed: withCount(_n("%(count)s photo couldn't be moved back.", "%(count)s photos couldn't be moved back.")),
};

/**
 * @param {string} activity
 * @param {number} done
 * @param {number} count
 */
export const progress = (activity, done, count) =>
  count === 1
    ? fill(_("%(activity)s…"), { activity })
    : fill(_("%(activity)s: %(done)s of %(count)s"), {
        activity,
        done: formatNumber(done),
        count: formatNumber(count),
      });

export const ALBUMS = _("Albums");
export const FIND_ALBUM = _("Find an album or name a new one");
export const ALBUMS_NOT_LOADED = _("Your albums couldn't be loaded. You can still enter a name.");
export const NO_ALBUMS = _("No albums yet. Enter a name to create one.");

/** @param {number} count */
export const addToAlbum = (count) =>
  count === 1 ? _("Add to album") : plural(count, _n("Add %(count)s photo to album", "Add %(count)s photos to album"));

/** @param {number} count */
export const showInAlbum = (count) =>
  count === 1
    ? _("Also show in album")
    : plural(count, _n("Also show %(count)s photo in album", "Also show %(count)s photos in album"));

/** @param {string} album */
export const newAlbum = (album) => fill(_("New album “%(album)s”"), { album });

export const RENAME_AGAIN = _("Rename again to move the remaining photos.");
export const ALBUM_NOT_RENAMED = _("The album couldn't be renamed.");

/**
 * @param {number} moved
 * @param {number} count
 */
export const renamed = (moved, count) =>
  plural(count, _n("%(moved)s of %(count)s photo moved", "%(moved)s of %(count)s photos moved"), {
    moved: formatNumber(moved),
  });
