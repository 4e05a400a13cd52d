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
 * @typedef {import("../library/edits.js").Edit} Edit
 * @typedef {{album: string, photos: string, moves: Move[], edits: Edit[]}} Deletion  `edits` bring tags back
 */

/** Where the page that deletes leaves it for the next one. */
const KEY = "gallery-deleted-album";

/** Outcomes of photos that only lost a tag. */
const UNMOVED = ["edited", "unchanged"];

const NOT_FOUND = 404;

/** Photos per request: a second or two of work, so that people see progress. */
const BATCH = 50;

/** Seconds: longer than for other changes, because the page has just changed too. */
const SECONDS = 20;

/**
 * @param {string} album
 * @param {string} photos  what happened to them: `keep` or `trash`
 * @param {import("../library/edits.js").EditResult[]} results
 */
export function rememberDeletion(album, photos, results) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(describe(album, photos, results)));
  } catch {
    // Browsers keep the names of about ten thousand photos. Without them, there's no Undo.
  }
}

/**
 * Offer to undo a deletion that didn't get to all photos.
 * @param {string} album
 * @param {string} photos  what happened to the others: `keep` or `trash`
 * @param {import("../library/edits.js").EditResult[]} results  of those
 */
export function offerUndo(album, photos, results) {
  const onAction = () => restoreAlbum(describe(album, photos, results));
  showToast(text.photosMoved(results.length, photos), { action: UNDO, onAction, seconds: SECONDS });
}

/**
 * @param {string} album
 * @param {string} photos
 * @param {import("../library/edits.js").EditResult[]} results
 * @returns {Deletion}
 */
function describe(album, photos, results) {
  const moved = results.filter(({ outcome }) => !UNMOVED.includes(outcome));
  return { album, photos, moves: movesBack(moved), edits: results.flatMap(({ undo }) => undo ?? []) };
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
async function restoreAlbum({ album, moves, edits }) {
  const toast = showToast("", { seconds: Infinity, isSilent: true });
  try {
    let done = 0;
    // Settings come back first, so that a private album is private before it has photos.
    do {
      const batch = moves.slice(done, done + BATCH);
      const restoring = requestJson("/api/albums/restore", { album, moves: batch });
      /** @type {{files: Result[]}} */
      const { files } = await restoring.catch((error) => {
        // An album that only had photos of other folders may have had no settings.
        if (error.status === NOT_FOUND && !moves.length && edits.length) return { files: [] };
        throw error;
      });
      showRejected(files);
      // If storage is slow, the gallery hasn't got to all of them.
      done += files.length;
      toast.update(progress(text.RESTORING, done, moves.length + edits.length));
    } while (done < moves.length);
    for (let start = 0; start < edits.length; start += BATCH) {
      showRejected((await requestJson("/api/edit", { photos: edits.slice(start, start + BATCH) })).files);
      toast.update(progress(text.RESTORING, done + Math.min(start + BATCH, edits.length), done + edits.length));
    }
    location.assign(albumUrl(album));
  } catch (error) {
    showFailure(text.NOT_ALL_RESTORED, /** @type {import("../library/requests.js").RequestError} */ (error));
  } finally {
    toast.close();
  }
}

/** @param {Result[]} files */
function showRejected(files) {
  const rejected = files.find(({ outcome }) => outcome === "rejected");
  if (rejected) showFailure(text.NOT_ALL_RESTORED, { message: rejected.reason ?? "", status: rejected.status });
}
