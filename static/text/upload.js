/** Texts about uploads. */

import { SHARE } from "../library/caller.js";
import { formatNumber } from "../ui/locale.js";

export const UPLOADS = "Uploads";
export const FILES = "Files";
export const ALL_UPLOADS = "All uploads";
export const CANCEL = "Cancel";
export const CLOSE = "Close";
export const SHOW = "Show";
export const SHOW_NEW_PHOTOS = "Show new photos";
export const SIGN_IN = "Sign in";
export const RETRY = "Retry";
export const RETRY_ALL = "Retry all";
export const REMOVE = "Remove";

/** Why a sidecar wasn't added. */
export const NO_PHOTO = "This sidecar's photo wasn't chosen. Choose both together.";
export const PHOTO_NOT_ADDED = "This sidecar's photo wasn't added.";
export const SAME_NAMES =
  "Several photos have the name of this sidecar's photo. Choose the photo and its sidecar alone.";

/** @param {string} photo */
export const ownSidecar = (photo) => `This sidecar wasn't needed: ${photo} has one of its own.`;

export const PREPARING = "Preparing photos…";
export const EMPTY_FOLDER = "This folder is empty.";
export const UNREADABLE = "The file can't be read. It may have been changed, moved or deleted.";

/** Why uploads are waiting. */
export const PAUSES = {
  "": "",
  offline: "You're offline. Uploads will resume automatically.",
  busy: "The gallery is busy. Uploads will resume automatically.",
  "signed out": "You've been signed out. ",
};

/** States and outcomes of one file. */
export const WAITING = "Waiting";
export const CHECKING = "Checking";
export const NOT_UPLOADED = "Not uploaded";
export const ADDED = "Added";
export const DUPLICATE = SHARE ? "Already here" : "Already in your gallery";
export const REMOVED = "Removed";
export const ATTACHED = "Added to its photo";
export const MERGED = "Added to its photo. What your gallery already says about it stays.";

export const DROP_TO_ADD = "Drop to add";
export const DROP_TO_TIMELINE = SHARE ? "" : "photos and folders, sorted by date";

/** @param {string} album */
export const dropToAlbum = (album) => `to album “${album}”`;

/** @param {string} file */
export const retryFile = (file) => `Retry ${file}`;

/** @param {string} file */
export const removeFile = (file) => `Remove ${file}`;

/** @param {string} [file]  its new name */
export const addedAs = (file) => `Added as ${file}`;

/**
 * @param {string} outcome
 * @param {string} reason
 */
export const notMoved = (outcome, reason) => `${outcome}, but not moved: ${reason}`;

/**
 * @param {string} outcome
 * @param {string} reason
 */
export const notRemoved = (outcome, reason) => `${outcome}. ${reason}`;

/** @param {string[]} folders */
export function createAlbums(folders) {
  return folders.length > 1
    ? `Create albums from these ${formatNumber(folders.length)} folders`
    : `Create album “${folders[0]}”`;
}

/**
 * @param {number} current
 * @param {number} count
 */
export const uploading = (current, count) => `Uploading ${formatNumber(current)} of ${formatNumber(count)}`;

/** Numbers of files, after an upload. @type {Record<"added" | "sidecars" | "duplicate" | "removed" | "stopped" | "failed", (count: number) => string>} */
export const COUNTS = {
  added: (count) => `${formatNumber(count)} added`,
  sidecars: (count) => (count > 1 ? `${formatNumber(count)} sidecars added` : "1 sidecar added"),
  duplicate: (count) => `${formatNumber(count)} already ${SHARE ? "here" : "in your gallery"}`,
  removed: (count) => `${formatNumber(count)} removed`,
  stopped: (count) => `${formatNumber(count)} not uploaded`,
  failed: (count) => `${formatNumber(count)} couldn't be added`,
};

/**
 * Most reasons continue a sentence that starts with the file's name.
 * @param {string} reason
 * @param {number} count
 */
export function rejectedFiles(reason, count) {
  if (!/^[a-z]/.test(reason)) return reason;
  return `${count > 1 ? "Each of these files" : "This file"} ${reason}`;
}
