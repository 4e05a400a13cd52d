/** Sidecars among the files of an upload: each goes to the photos it was chosen with, once these are stored. */

import { originalUrl } from "../library/photo.js";
import { messageFor } from "../library/requests.js";
import { NO_PHOTO, ownSidecar, PHOTO_NOT_ADDED, SAME_NAMES } from "../text/upload.js";

/** @typedef {import("./queue.js").Item} Item */
/** @typedef {import("../library/photo.js").Photo} Photo */
/** @typedef {import("./request.js").UploadResponse} UploadResponse */

const SUFFIX = ".xmp";

/** `IMG.HEIC.xmp` is only that of `IMG.HEIC`, not that of `IMG.HEIC.jpg` too. */
const NAMES_PHOTO = /\.(jpe?g|png|gif|webp|avif|hei[cf]|tiff?|dng|cr[23]|nef|arw|raf|orf|rw2|mp4|m4v|3gp|mov|webm)$/;

const IS_RAW = /\.(dng|cr[23]|nef|nrw|arw|sr2|raf|orf|rw2|rwl|pef|srw)$/;

/** @param {File} file */
export function isSidecar({ name }) {
  return fold(name).endsWith(SUFFIX);
}

/**
 * Note at each sidecar which of the files that were chosen with it are its photos. `IMG.jpg.xmp` is that of `IMG.jpg`,
 * and `IMG.xmp`, as Lightroom names it, that of the raw file with this stem, or else of every other file with it.
 * @param {Item[]} items
 */
export function linkSidecars(items) {
  const sidecars = items.filter(({ file }) => isSidecar(file));
  if (!sidecars.length) return;
  const photos = items.filter(({ file }) => !isSidecar(file));
  const byName = Map.groupBy(photos, pathOf);
  const byStem = Map.groupBy(photos, (item) => withoutExtension(pathOf(item)));
  const shared = sidecars.filter((item) => {
    item.photos = byName.get(withoutExtension(pathOf(item))) ?? [];
    return !item.photos.length;
  });
  const owners = new Set(sidecars.flatMap(({ photos }) => photos ?? []));
  for (const item of shared.filter((item) => !NAMES_PHOTO.test(withoutExtension(pathOf(item)))))
    item.photos = preferRaw(byStem.get(withoutExtension(pathOf(item))) ?? []);
  for (const item of shared) refuseOwned(item, owners);
  for (const item of sidecars) refuseUnclear(item);
}

/** @param {Item[]} photos */
function preferRaw(photos) {
  const raw = photos.filter((item) => IS_RAW.test(pathOf(item)));
  return raw.length ? raw : photos;
}

/**
 * Photos with sidecars of their own don't get a shared one.
 * @param {Item} item
 * @param {Set<Item>} owners
 */
function refuseOwned(item, owners) {
  const [first] = item.photos ?? [];
  item.photos = item.photos?.filter((photo) => !owners.has(photo));
  if (first && !item.photos?.length) refuse(item, ownSidecar(first.file.name));
}

/**
 * Single files from several folders can have the same name.
 * @param {Item} item
 */
function refuseUnclear(item) {
  const names = item.photos?.map(pathOf) ?? [];
  if (new Set(names).size < names.length) refuse(item, SAME_NAMES);
  else if (!names.length && !item.reason) refuse(item, NO_PHOTO);
}

/**
 * @param {Item} item
 * @param {string} reason
 */
function refuse(item, reason) {
  Object.assign(item, { state: "failed", reason, photos: [] });
}

/**
 * Send a sidecar to each of its photos that was stored.
 * @param {Item} item
 * @param {() => Promise<void>} finishMoves
 * @param {AbortSignal} signal
 * @returns {Promise<UploadResponse>}
 */
export async function sendSidecar({ file, photos = [] }, finishMoves, signal) {
  let response = { status: 404, outcome: "", reason: PHOTO_NOT_ADDED, retryAfter: 0 };
  for (const item of photos) {
    if (!item.photo) continue;
    response = await attach(file, item, item.photo, finishMoves, signal);
    if (!response.outcome) return response;
  }
  return response;
}

/**
 * @param {File} file
 * @param {Item} item
 * @param {Photo} photo  of the item
 * @param {() => Promise<void>} finishMoves
 * @param {AbortSignal} signal
 * @returns {Promise<UploadResponse>}
 */
async function attach(file, item, photo, finishMoves, signal) {
  // What the gallery says about a photo that it already had stays.
  const isKnown = item.outcome === "duplicate";
  const { photo: changed, ...response } = await put(
    `${originalUrl(photo)}${SUFFIX}${isKnown ? "?keep=yes" : ""}`,
    file,
    signal,
  );
  if (response.status === 404) {
    await finishMoves();
    if (item.photo && item.photo.name !== photo.name) return attach(file, item, item.photo, finishMoves, signal);
  }
  // A date in the sidecar may have moved it to another day.
  if (changed && item.photo?.name === photo.name) item.photo = changed;
  return { ...response, outcome: changed ? (isKnown ? "merged" : "attached") : "" };
}

/**
 * @param {string} url
 * @param {File} file
 * @param {AbortSignal} signal
 * @returns {Promise<UploadResponse>}
 */
async function put(url, file, signal) {
  const response = await fetch(url, { method: "PUT", body: file, signal }).catch(() => undefined);
  const document = await response?.json().catch(() => undefined);
  const photo = response?.ok ? document?.photo : undefined;
  // A response that ended early counts as none.
  const status = response && (photo || !response.ok) ? response.status : 0;
  const retryAfter = Number(response?.headers.get("Retry-After")) || 0;
  return { status, outcome: "", reason: photo ? "" : messageFor(status, document?.detail), retryAfter, photo };
}

/** @param {Item} item  @returns {string} in lower case, because systems differ in whether case counts */
function pathOf({ folder, file }) {
  return fold(`${folder}/${file.name}`);
}

/** @param {string} path */
function withoutExtension(path) {
  return path.replace(/\.[^./]*$/, "");
}

/** @param {string} name */
function fold(name) {
  return name.normalize().toLowerCase();
}
