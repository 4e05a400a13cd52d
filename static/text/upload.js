/** Texts about uploads. */

import { SHARE } from "../library/caller.js";
import { formatNumber } from "../ui/locale.js";
import { fill, plural } from "./plural.js";

export const UPLOADS = _("Uploads");
export const FILES = _("Files");
export const ALL_UPLOADS = _("All uploads");
export const CANCEL = _("Cancel");
export const CLOSE = _("Close");
export const SHOW = _("Show");
export const SHOW_NEW_PHOTOS = _("Show new photos");
export const SIGN_IN = _("Sign in");
export const RETRY = _("Retry");
export const RETRY_ALL = _("Retry all");
export const REMOVE = _("Remove");

/** Why a sidecar wasn't added. */
export const NO_PHOTO = _("This sidecar's photo wasn't chosen. Choose both together.");
export const PHOTO_NOT_ADDED = _("This sidecar's photo wasn't added.");
export const SAME_NAMES = _(
  "Several photos have the name of this sidecar's photo. Choose the photo and its sidecar alone.",
);

/** @param {string} photo */
export const ownSidecar = (photo) => fill(_("This sidecar wasn't needed: %(photo)s has one of its own."), { photo });

export const PREPARING = _("Preparing photos…");
export const EMPTY_FOLDER = _("This folder is empty.");
export const UNREADABLE = _("The file can't be read. It may have been changed, moved or deleted.");

/** Why uploads are waiting. */
export const PAUSES = {
  "": "",
  offline: _("You're offline. Uploads will resume automatically."),
  busy: _("The gallery is busy. Uploads will resume automatically."),
  "signed out": _("You've been signed out."),
};

/** States and outcomes of one file. */
export const WAITING = _("Waiting");
export const CHECKING = _("Checking");
export const NOT_UPLOADED = _("Not uploaded");
export const ADDED = _("Added");
export const DUPLICATE = SHARE ? _("Already here") : _("Already in your gallery");
export const REMOVED = _("Removed");
export const ATTACHED = _("Added to its photo");
export const MERGED = _("Added to its photo. What your gallery already says about it stays.");

export const DROP_TO_ADD = _("Drop to add");
export const DROP_TO_TIMELINE = SHARE ? "" : _("photos and folders, sorted by date");

/** @param {string} album */
export const dropToAlbum = (album) => fill(_("to album “%(album)s”"), { album });

/** @param {string} file */
export const retryFile = (file) => fill(_("Retry %(file)s"), { file });

/** @param {string} file */
export const removeFile = (file) => fill(_("Remove %(file)s"), { file });

/** @param {string} [file]  its new name */
export const addedAs = (file = "") => fill(_("Added as %(file)s"), { file });

/**
 * @param {string} outcome
 * @param {string} reason
 */
export const notMoved = (outcome, reason) => fill(_("%(outcome)s, but not moved: %(reason)s"), { outcome, reason });

/**
 * @param {string} outcome
 * @param {string} reason
 */
export const notRemoved = (outcome, reason) => `${outcome}. ${reason}`;

/** @param {string[]} folders */
export function createAlbums(folders) {
  return folders.length > 1
    ? plural(folders.length, _n("Create an album from %(count)s folder", "Create albums from these %(count)s folders"))
    : fill(_("Create album “%(album)s”"), { album: folders[0] });
}

/**
 * @param {number} current
 * @param {number} count
 */
export const uploading = (current, count) =>
  fill(_("Uploading %(current)s of %(count)s"), { current: formatNumber(current), count: formatNumber(count) });

/** Numbers of files, after an upload. @type {Record<"added" | "sidecars" | "duplicate" | "removed" | "stopped" | "failed", (count: number) => string>} */
export const COUNTS = {
  added: (count) => plural(count, _n("%(count)s added", "%(count)s added")),
  sidecars: (count) => plural(count, _n("%(count)s sidecar added", "%(count)s sidecars added")),
  duplicate: (count) =>
    plural(
      count,
      SHARE
        ? _n("%(count)s already here", "%(count)s already here")
        : _n("%(count)s already in your gallery", "%(count)s already in your gallery"),
    ),
  removed: (count) => plural(count, _n("%(count)s removed", "%(count)s removed")),
  stopped: (count) => plural(count, _n("%(count)s not uploaded", "%(count)s not uploaded")),
  failed: (count) => plural(count, _n("%(count)s couldn't be added", "%(count)s couldn't be added")),
};

/**
 * Both are the subject at the start of a sentence, where the name of a single file could be.
 * @param {string} reason  a sentence, with `%(file)s` if it's about the file
 * @param {number} count
 */
export const rejectedFiles = (reason, count) =>
  fill(reason, { file: count > 1 ? _("Each of these files") : _("This file") });
