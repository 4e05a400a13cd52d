/** Deletes an album in as many requests as it takes. The page that follows offers to undo it. */

import { requestJson } from "../library/requests.js";
import * as text from "../text/albums.js";
import { progress } from "../text/photos.js";
import { chooseWith } from "../ui/choice_dialog.js";
import { showFailure, showToast } from "../ui/toast.js";
import { offerUndo, rememberDeletion } from "./album_undo.js";

/**
 * @typedef {import("../library/requests.js").RequestError} RequestError
 * @typedef {import("../library/requests.js").Result} Result
 * @typedef {{remaining: number, files: Result[]}} Part  of `/api/albums/delete`
 */

const NOT_FOUND = 404;

/** A small first part shows the total early. The gallery limits the other parts itself. */
const FIRST = 50;

/**
 * @param {DOMStringMap} contents  of the album's menu: the albums in it, and their photos
 * @param {number} count  of photos in the album's folder
 */
export async function askAndDelete({ album = "", albums, photosWithin, tagged, hasPrivate }, count) {
  const within = Number(photosWithin);
  const total = count + within;
  const actions = total ? [text.KEEP_PHOTOS, text.TRASH_PHOTOS] : [text.DELETE_ALBUM];
  const lines = [text.describeContents(count, Number(albums), within), ...(total ? [text.WHERE_PHOTOS_GO] : [])];
  if (total && hasPrivate === "yes") lines.push(text.PHOTOS_BECOME_PUBLIC);
  if (Number(tagged)) lines.push(text.TAGGED_PHOTOS_STAY);
  const chosen = await chooseWith(text.deleteAlbum(album), lines, ...actions);
  if (chosen) await deleteAlbum(album, chosen === text.TRASH_PHOTOS ? "trash" : "keep");
}

/**
 * @param {string} album
 * @param {"keep" | "trash"} photos
 */
async function deleteAlbum(album, photos) {
  const toast = showToast("", { seconds: Infinity, isSilent: true });
  /** @type {Result[]} */
  const moved = [];
  try {
    const rejected = await deleteParts(album, photos, moved, (done) => toast.update(done));
    if (rejected) return showPart(album, photos, moved, { message: rejected.reason ?? "", status: rejected.status });
    rememberDeletion(album, photos, moved);
    location.assign("/albums");
  } catch (error) {
    showPart(album, photos, moved, /** @type {RequestError} */ (error));
  } finally {
    toast.close();
  }
}

/**
 * Show why the album is still there, and offer to undo what was done by then.
 * @param {string} album
 * @param {"keep" | "trash"} photos
 * @param {Result[]} moved
 * @param {{message: string, status?: number}} failure
 */
function showPart(album, photos, moved, failure) {
  showFailure(text.ALBUM_NOT_DELETED, failure);
  if (moved.length) offerUndo(album, photos, moved);
}

/**
 * @param {string} album
 * @param {"keep" | "trash"} photos
 * @param {Result[]} moved  to add to
 * @param {(text: string) => void} show
 * @returns {Promise<Result | undefined>} a photo that couldn't be moved
 */
async function deleteParts(album, photos, moved, show) {
  for (let limit = FIRST; ; limit = 1000) {
    /** @type {Part} */
    const part = await requestJson("/api/albums/delete", { album, photos, limit }).catch((error) => {
      // The response to the last request was lost.
      if (error.status === NOT_FOUND && moved.length) return { remaining: 0, files: [] };
      throw error;
    });
    const rejected = part.files.filter(({ outcome }) => outcome === "rejected");
    moved.push(...part.files.filter((file) => !rejected.includes(file)));
    show(progress(text.DELETING, moved.length, moved.length + rejected.length + part.remaining));
    if (rejected.length && (rejected.length === part.files.length || !part.remaining)) return rejected[0];
    if (!part.remaining) return undefined;
  }
}
