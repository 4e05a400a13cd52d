/** Changing captions, tags and favorites, with Undo. */

import * as text from "../text/edits.js";
import { progress } from "../text/photos.js";
import { showFailure, showToast } from "../ui/toast.js";
import { replacePhotos } from "./changes.js";
import { RequestError, requestJson } from "./requests.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {{
 *   caption?: string | null, tags?: string[] | null, rating?: number | null, favorite?: boolean,
 *   add_tags?: string[], remove_tags?: string[], keep_sidecar?: boolean,
 * }} Changes  null clears what people said, so that what's in the file counts
 * @typedef {{name: string, etag?: string, changes: Changes}} Edit  with an ETag only if nobody else edited since
 * @typedef {import("./requests.js").Result & {undo?: Edit}} EditResult
 */

/** Photos per request. */
const BATCH = 50;

/**
 * Edit photos, and offer to undo that.
 * @param {Edit[]} edits
 * @param {Library} library
 */
export async function editPhotos(edits, library) {
  const results = await send(edits, library, text.EDITING);
  const undos = results.flatMap(({ undo }) => undo ?? []);
  if (!undos.length) return;
  const onAction = () => undoEdits(undos, library);
  showToast(text.EDITING.done(undos.length), { action: text.UNDO, onAction });
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
 */
async function undoEdits(undos, library) {
  const results = await send(undos, library, text.UNDOING);
  const done = results.filter(({ outcome }) => outcome !== "rejected").length;
  if (done) showToast(text.UNDOING.done(done));
}

/**
 * Send edits a batch at a time, and show the photos as they are then. After a failed request, the rest is rejected.
 * @param {Edit[]} edits
 * @param {Library} library
 * @param {{running: string, failed: (count: number) => string}} activity
 */
async function send(edits, library, activity) {
  /** @type {EditResult[]} */
  const results = [];
  const toast = edits.length > BATCH ? showToast("", { seconds: Infinity, isSilent: true }) : undefined;
  try {
    while (results.length < edits.length) {
      toast?.update(progress(activity.running, results.length, edits.length));
      const batch = edits.slice(results.length, results.length + BATCH);
      /** @type {{files: EditResult[]}} */
      const { files } = await requestJson("/api/edit", { photos: batch });
      results.push(...files);
    }
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { message: reason, status } = error;
    results.push(...edits.slice(results.length).map(({ name }) => ({ name, outcome: "rejected", reason, status })));
  }
  toast?.close();
  show(results, library);
  const rejected = results.filter(({ outcome }) => outcome === "rejected");
  if (rejected.length) showFailure(activity.failed(rejected.length), rejected[0]);
  return results;
}

/**
 * @param {EditResult[]} results
 * @param {Library} library
 */
function show(results, library) {
  const changed = results.filter(({ photo }) => photo && library.photoNamed(photo.name));
  // The list may sort them by another time, and shows those that were edited before they had previews.
  const shown = changed.map(({ photo }) => {
    const { name } = /** @type {Photo} */ (photo);
    const { when, developed } = /** @type {Photo} */ (library.photoNamed(name));
    return { .../** @type {Photo} */ (photo), when, developed };
  });
  if (shown.length) replacePhotos(library, new Set(), shown);
}
