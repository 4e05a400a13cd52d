/** Offers to undo the deletion of an album, on the page that follows. */

import { albumUrl } from "../library/photo.js";
import { requestJson } from "../library/requests.js";
import * as text from "../text/albums.js";
import { UNDO, progress } from "../text/photos.js";
import { showFailure, showToast } from "../ui/toast.js";

/**
 * @typedef {import("../library/requests.js").Result} Result
 * @typedef {{name: string, to: string, copy?: boolean}} Move  from where a photo is to where it was; or a copy, if there
 *   was one with the same bytes before
 * @typedef {{album: string, photos: string, moves: Move[]}} Deletion
 */

/** Where the page that deletes leaves it for the next one. */
const KEY = "gallery-deleted-album";

/** Photos per request: a second or two of work, so that people see progress. */
const BATCH = 50;

/** Seconds: longer than for other changes, because the page has just changed too. */
const SECONDS = 20;

/**
 * @param {string} album
 * @param {string} photos  what happened to them: `keep` or `trash`
 * @param {Result[]} results
 */
export function rememberDeletion(album, photos, results) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ album, photos, moves: movesBack(results) }));
  } catch {
    // Browsers keep the names of about ten thousand photos. Without them, there's no Undo.
  }
}

/**
 * Offer to undo a deletion that didn't get to all photos.
 * @param {string} album
 * @param {string} photos  what happened to the others: `keep` or `trash`
 * @param {Result[]} results  of those
 */
export function offerUndo(album, photos, results) {
  const onAction = () => restoreAlbum({ album, photos, moves: movesBack(results) });
  showToast(text.photosMoved(results.length, photos), { action: UNDO, onAction, seconds: SECONDS });
}

/** @param {Result[]} results  @returns {Move[]} copies first, because the photo that they're of may move after that */
function movesBack(results) {
  const moves = results.map(({ name, photo, trash, merged }) => {
    return { name: photo?.name ?? trash ?? "", to: name, copy: merged };
  });
  return moves.sort((one, other) => Number(Boolean(other.copy)) - Number(Boolean(one.copy)));
}

/** Show what was deleted on the page before, once. */
export function showDeletion() {
  const stored = sessionStorage.getItem(KEY);
  if (!stored) return;
  sessionStorage.removeItem(KEY);
  /** @type {Deletion} */
  const deletion = JSON.parse(stored);
  const onAction = () => restoreAlbum(deletion);
  const message = text.albumDeleted(deletion.album, deletion.moves.length, deletion.photos);
  showToast(message, { action: UNDO, onAction, seconds: SECONDS });
}

/** @param {Deletion} deletion */
async function restoreAlbum({ album, moves }) {
  const toast = showToast("", { seconds: Infinity, isSilent: true });
  try {
    let done = 0;
    do {
      const batch = moves.slice(done, done + BATCH);
      /** @type {{files: Result[]}} */
      const { files } = await requestJson("/api/albums/restore", { album, moves: batch });
      const rejected = files.find(({ outcome }) => outcome === "rejected");
      if (rejected) showFailure(text.NOT_ALL_RESTORED, { message: rejected.reason ?? "", status: rejected.status });
      // If storage is slow, the gallery hasn't got to all of them.
      done += files.length;
      toast.update(progress(text.RESTORING, done, moves.length));
    } while (done < moves.length);
    location.assign(albumUrl(album));
  } catch (error) {
    showFailure(text.NOT_ALL_RESTORED, /** @type {import("../library/requests.js").RequestError} */ (error));
  } finally {
    toast.close();
  }
}
