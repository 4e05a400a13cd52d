/** Deleting, restoring and moving photos. The page shows the change at once and reverts what failed. */

import { formatNumber } from "../ui/locale.js";
import { showFailure, showToast } from "../ui/toast.js";
import { addPhotos, removePhotos } from "./changes.js";
import { requestInBatches } from "./requests.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {import("./requests.js").Result} Result
 */

/** With more photos than this, people see progress. */
const MANY = 50;

const NOT_FOUND = 404;

/**
 * Move photos to the trash.
 * @param {Photo[]} photos
 * @param {Library} library
 */
export async function deletePhotos(photos, library) {
  removePhotos(library, namesOf(photos));
  const results = await changePhotos("/api/trash", photos, {}, "Moving to trash");
  const done = revertFailures(photos, results, library, "deleted");
  if (!done.length) return;
  const onAction = () =>
    restorePhotos(
      done.map(({ trash = "" }) => trash),
      library,
    );
  showToast(`${formatPhotoCount(done.length)} moved to trash.`, { action: "Undo", onAction });
}

/**
 * Restore photos from the trash.
 * @param {string[]} names  in the trash
 * @param {Library} [library]
 * @returns {Promise<Result[]>} of the restored photos
 */
export async function restorePhotos(names, library) {
  const results = await changePhotos(
    "/api/restore",
    names.map((name) => ({ name })),
    {},
    "Restoring",
  );
  const done = results.filter((result) => !isRejected(result));
  if (library) addPhotos(library, photosIn(done));
  showFailures(results, "restored");
  if (done.length) showToast(`${formatPhotoCount(done.length)} restored.`);
  return done;
}

/**
 * @param {Photo[]} photos
 * @param {string} album  "" for the timeline
 * @param {Library} library
 */
export async function movePhotos(photos, album, library) {
  removePhotos(library, namesOf(photos));
  const results = await changePhotos("/api/move", photos, { album }, "Moving");
  const done = revertFailures(photos, results, library, "moved");
  if (!done.length) return;
  addPhotos(library, photosIn(done));
  const originals = new Map(photos.map((photo) => [photo.name, photo]));
  const onAction = () => undoMove(done, originals, library);
  showToast(`${formatPhotoCount(done.length)} moved to ${album || "the timeline"}.`, { action: "Undo", onAction });
}

/**
 * @param {Result[]} results
 * @param {Map<string, Photo>} originals  by their names before the move
 * @param {Library} library
 */
async function undoMove(results, originals, library) {
  removePhotos(library, namesOf(photosIn(results)));
  let count = 0;
  for (const [album, group] of Map.groupBy(results, ({ name }) =>
    albumBefore(/** @type {Photo} */ (originals.get(name))),
  )) {
    const photos = photosIn(group);
    const done = revertFailures(
      photos,
      await changePhotos("/api/move", photos, { album }, "Moving back"),
      library,
      "moved back",
    );
    addPhotos(library, photosIn(done));
    count += done.length;
  }
  if (count) showToast(`${formatPhotoCount(count)} moved back.`);
}

/**
 * Return the album that brings a photo back to where it was. "" means the day it was taken.
 * @param {Photo} photo
 */
function albumBefore({ name, album, taken }) {
  const folder = name.slice(0, name.lastIndexOf("/"));
  return album === null && taken?.slice(0, 10) === folder.replaceAll("/", "-") ? "" : (album ?? folder) || ".";
}

/**
 * @param {string} url
 * @param {{name: string}[]} photos
 * @param {{album?: string}} options
 * @param {string} activity
 */
async function changePhotos(url, photos, options, activity) {
  const names = photos.map(({ name }) => name);
  if (names.length <= MANY) return requestInBatches(url, names, options);
  const toast = showToast("", { seconds: Infinity, isSilent: true });
  const onProgress = (/** @type {number} */ done) =>
    toast.update(`${activity}: ${formatNumber(done)} of ${formatNumber(names.length)}`);
  onProgress(0);
  const results = await requestInBatches(url, names, options, onProgress);
  toast.close();
  return results;
}

/**
 * Show rejected photos in the library again, unless they no longer exist, and return the other results.
 * @param {Photo[]} photos
 * @param {Result[]} results
 * @param {Library} library
 * @param {string} participle
 */
function revertFailures(photos, results, library, participle) {
  const failed = new Set(results.filter((one) => isRejected(one) && one.status !== NOT_FOUND).map(({ name }) => name));
  if (failed.size)
    addPhotos(
      library,
      photos.filter(({ name }) => failed.has(name)),
    );
  showFailures(results, participle);
  return results.filter((result) => !isRejected(result));
}

/**
 * @param {Result[]} results
 * @param {string} participle
 */
function showFailures(results, participle) {
  const rejected = results.filter(isRejected);
  if (rejected.length) showFailure(`${formatPhotoCount(rejected.length)} couldn't be ${participle}.`, rejected[0]);
}

/** @param {Result} result */
function isRejected({ outcome }) {
  return outcome === "rejected";
}

/** @param {Result[]} results */
function photosIn(results) {
  return results.flatMap(({ photo }) => photo ?? []);
}

/** @param {Photo[]} photos */
function namesOf(photos) {
  return new Set(photos.map(({ name }) => name));
}

/** @param {number} count  `1 photo`, `12 photos` */
export function formatPhotoCount(count) {
  return `${formatNumber(count)} ${count === 1 ? "photo" : "photos"}`;
}
