/** Deleting, restoring and moving photos. The page shows the change at once and reverts what failed. */

import * as text from "../text/photos.js";
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
  const results = await changePhotos("/api/trash", photos, {}, text.DELETING);
  const done = revertFailures(photos, results, library, text.DELETING);
  if (!done.length) return;
  const onAction = () =>
    restorePhotos(
      done.map(({ trash = "" }) => trash),
      library,
    );
  showToast(text.DELETING.done(done.length), { action: text.UNDO, onAction });
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
    text.RESTORING,
  );
  const done = results.filter((result) => !isRejected(result));
  if (library) addPhotos(library, photosIn(done));
  showFailures(results, text.RESTORING);
  if (done.length) showToast(text.RESTORING.done(done.length));
  return done;
}

/**
 * @param {Photo[]} photos
 * @param {string} album  "" for the timeline
 * @param {Library} library
 */
export async function movePhotos(photos, album, library) {
  removePhotos(library, namesOf(photos));
  const results = await changePhotos("/api/move", photos, { album }, text.MOVING);
  const done = revertFailures(photos, results, library, text.MOVING);
  if (!done.length) return;
  addPhotos(library, photosIn(done));
  const originals = new Map(photos.map((photo) => [photo.name, photo]));
  const onAction = () => undoMove(done, originals, library);
  showToast(text.MOVING.done(done.length, album), { action: text.UNDO, onAction });
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
      await changePhotos("/api/move", photos, { album }, text.MOVING_BACK),
      library,
      text.MOVING_BACK,
    );
    addPhotos(library, photosIn(done));
    count += done.length;
  }
  if (count) showToast(text.MOVING_BACK.done(count));
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
 * @param {{running: string}} change
 */
async function changePhotos(url, photos, options, { running }) {
  const names = photos.map(({ name }) => name);
  if (names.length <= MANY) return requestInBatches(url, names, options);
  const toast = showToast("", { seconds: Infinity, isSilent: true });
  const onProgress = (/** @type {number} */ done) => toast.update(text.progress(running, done, names.length));
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
 * @param {{failed: (count: number) => string}} change
 */
function revertFailures(photos, results, library, change) {
  const failed = new Set(results.filter((one) => isRejected(one) && one.status !== NOT_FOUND).map(({ name }) => name));
  if (failed.size)
    addPhotos(
      library,
      photos.filter(({ name }) => failed.has(name)),
    );
  showFailures(results, change);
  return results.filter((result) => !isRejected(result));
}

/**
 * @param {Result[]} results
 * @param {{failed: (count: number) => string}} change
 */
function showFailures(results, change) {
  const rejected = results.filter(isRejected);
  if (rejected.length) showFailure(change.failed(rejected.length), rejected[0]);
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
