/** Changing captions, tags, favorites, dates and orientations, with Undo. */

import * as text from "../text/edits.js";
import { progress } from "../text/photos.js";
import { showFailure, showToast } from "../ui/toast.js";
import { isTaggedIn } from "./album_tags.js";
import { replacePhotos } from "./changes.js";
import { noteRename } from "./renames.js";
import { RequestError, requestJson } from "./requests.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {{
 *   caption?: string | null, tags?: string[] | null, rating?: number | null, orientation?: number | null, favorite?: boolean,
 *   add_tags?: string[], remove_tags?: string[], keep_sidecar?: boolean,
 *   taken?: string | null, day?: string, shift_minutes?: number, offset?: string | null,
 * }} Changes  null clears what people said, so that what's in the file counts
 * @typedef {{name: string, etag?: string, changes: Changes}} Edit  with an ETag only if nobody else edited since
 * @typedef {import("./requests.js").Result & {undo?: Edit}} EditResult
 * @typedef {{
 *   running: string, done: (count: number) => string, failed: (count: number) => string, batch?: number,
 * }} Activity  `batch`: photos per request, if they take so long that each batch shows progress
 */

/** Photos per request, unless they take long. */
const BATCH = 50;

/** The lowest status of errors that may be over soon. */
const SERVER_ERROR = 500;

/**
 * Edit photos, and offer to undo that.
 * @param {Edit[]} edits
 * @param {Library} library
 * @param {{key?: string, activity?: Activity}} [options]  `key`: with which a request that may have failed is sent
 *   again, without making its changes twice
 */
export async function editPhotos(edits, library, { key, activity = text.EDITING } = {}) {
  const results = await send(edits, library, activity, key);
  const undos = results.flatMap(({ undo }) => undo ?? []).reverse();
  if (!undos.length) return;
  const onAction = () => undoEdits(undos, library, activity);
  showToast(activity.done(undos.length), { action: text.UNDO, onAction });
}

/**
 * Make the same changes to photos.
 * @param {Photo[]} photos
 * @param {Changes} changes
 * @param {Library} library
 */
export function changePhotos(photos, changes, library) {
  return editPhotos(
    photos.map(({ name }) => ({ name, changes })),
    library,
  );
}

/**
 * Mark photos as favorites, or no longer if all of them are.
 * @param {Photo[]} photos
 * @param {Library} library
 */
export function toggleFavorites(photos, library) {
  return changePhotos(photos, { favorite: !photos.every(({ favorite }) => favorite) }, library);
}

/**
 * @param {Edit[]} undos
 * @param {Library} library
 * @param {Activity} activity  that it undoes
 */
async function undoEdits(undos, library, { batch }) {
  const results = await send(undos, library, { ...text.UNDOING, batch });
  const done = results.filter(({ outcome }) => outcome !== "rejected").length;
  if (done) showToast(text.UNDOING.done(done));
}

/**
 * Send edits a batch at a time, and show the photos as they are then. After a failed request, the rest is rejected.
 * @param {Edit[]} edits
 * @param {Library} library
 * @param {Activity} activity
 * @param {string} [key]
 */
async function send(edits, library, activity, key) {
  const size = activity.batch ?? BATCH;
  /** @type {EditResult[]} */
  const results = [];
  const toast =
    edits.length > size || activity.batch ? showToast("", { seconds: Infinity, isSilent: true }) : undefined;
  try {
    while (results.length < edits.length) {
      toast?.update(progress(activity.running, results.length, edits.length));
      const batch = edits.slice(results.length, results.length + size);
      results.push(...(await sendBatch(batch, key)));
    }
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { message: reason, status } = error;
    results.push(...edits.slice(results.length).map(({ name }) => ({ name, outcome: "rejected", reason, status })));
  }
  toast?.close();
  await show(results, library);
  const rejected = results.filter(({ outcome }) => outcome === "rejected");
  if (rejected.length) showFailure(activity.failed(rejected.length), rejected[0]);
  return results;
}

/**
 * @param {Edit[]} photos
 * @param {string} [key]
 * @returns {Promise<EditResult[]>}
 */
async function sendBatch(photos, key) {
  const post = () => requestJson("/api/edit", { photos }, key ? { "Idempotency-Key": key } : {});
  try {
    return (await post()).files;
  } catch (error) {
    if (!key || !(error instanceof RequestError) || (error.status && error.status < SERVER_ERROR)) throw error;
    return (await post()).files;
  }
}

/**
 * @param {EditResult[]} results
 * @param {Library} library
 */
async function show(results, library) {
  const changed = results.filter(
    ({ name, photo }) => photo && (library.photoNamed(name) || isTaggedIn(photo, library)),
  );
  /** @type {Photo[]} */
  const rotated = [];
  const shown = changed.map((result) => {
    const photo = /** @type {Photo} */ (result.photo);
    const { when, developed, version, live, raw } = library.photoNamed(result.name) ?? photo;
    noteRename(result.name, photo.name);
    // The list may sort them by another time, and shows those that were edited before they had previews.
    const kept = { ...(library.query.added ? { when } : {}), ...(version === photo.version ? { developed } : {}) };
    if (version !== photo.version) rotated.push(photo);
    // An edit doesn't look for the photo's other files.
    return { ...(live && { live }), ...(raw && { raw }), ...photo, ...kept };
  });
  if (!shown.length) return;
  const tiles = rotated.length ? await import("./tiles.js") : undefined;
  tiles?.clearImages(rotated);
  replacePhotos(library, new Set(changed.map(({ name }) => name)), shown);
  tiles?.loadImages(rotated, library);
}
