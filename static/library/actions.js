/** Deleting, restoring and moving photos. The page shows the change at once and reverts what failed. */

import * as text from "../text/photos.js";
import { showFailure, showToast } from "../ui/toast.js";
import { addPhotos, namesOf, removePhotos, replacePhotos } from "./changes.js";
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
  const done = listDone(results);
  addPhotos(library, unchanged(photos, results));
  showFailures(results, text.DELETING);
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
  const done = listDone(results);
  if (library) addPhotos(library, photosIn(done));
  showFailures(results, text.RESTORING);
  if (done.length) showToast(text.RESTORING.done(done.length));
  return done;
}

/**
 * @param {Photo[]} photos
 * @param {string} album  "" to file them by date
 * @param {Library} library
 */
export async function movePhotos(photos, album, library) {
  const done = await move(photos, album, library, text.MOVING);
  if (!done.length) return;
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
  let count = 0;
  for (const [album, group] of Map.groupBy(results, ({ name }) =>
    albumBefore(/** @type {Photo} */ (originals.get(name))),
  )) {
    count += (await move(photosIn(group), album, library, text.MOVING_BACK)).length;
  }
  if (count) showToast(text.MOVING_BACK.done(count));
}

/**
 * Move photos. They stay in the timeline under their new names, and leave an album's page at once.
 * @param {Photo[]} photos
 * @param {string} album
 * @param {Library} library
 * @param {{running: string, failed: (count: number) => string}} change
 * @returns {Promise<Result[]>} of the moved photos
 */
async function move(photos, album, library, change) {
  if (library.album !== null) removePhotos(library, namesOf(photos));
  const results = await changePhotos("/api/move", photos, { album }, change);
  const done = listDone(results);
  replacePhotos(library, namesOf(photos), [...photosIn(done), ...unchanged(photos, results)]);
  showFailures(results, change);
  return done;
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
 * Return the photos that couldn't be changed, without those that no longer exist.
 * @param {Photo[]} photos
 * @param {Result[]} results
 */
function unchanged(photos, results) {
  const failed = new Set(results.filter((one) => isRejected(one) && one.status !== NOT_FOUND).map(({ name }) => name));
  return photos.filter(({ name }) => failed.has(name));
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
function listDone(results) {
  return results.filter((result) => !isRejected(result));
}

/** @param {Result[]} results */
function photosIn(results) {
  return results.flatMap(({ photo }) => photo ?? []);
}
