/** Deletes photos in the trash forever, after one confirmation: exactly those that were listed when it was shown. */

import * as text from "../text/trash.js";
import { confirm } from "../ui/confirm_dialog.js";
import { showFailure, showToast } from "../ui/toast.js";
import { removePhotos } from "./changes.js";
import { RequestError, requestJson } from "./requests.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./requests.js").Result} Result
 * @typedef {{trash: string, etag: string}} Listed  of `/api/trash`
 */

/** Photos per request: a second or two of work. */
const BATCH = 200;

/**
 * @param {Library} library  of the trash
 * @param {string[]} [names]  all photos in the trash if missing, even those that the page doesn't show
 * @returns {Promise<Result[]>} empty without a confirmation
 */
export async function deleteForever(library, names) {
  try {
    /** @type {{photos: Listed[]}} */
    const { photos } = await requestJson("/api/trash");
    const listed = names ? photos.filter(({ trash }) => names.includes(trash)) : photos;
    if (!listed.length) {
      removePhotos(library, new Set(names ?? library.photos.map(({ name }) => name)));
      showToast(text.NONE_LEFT);
      return [];
    }
    const { length } = listed;
    if (!(await confirm(text.askToDelete(length), text.meaning(length), text.DELETE_FOREVER))) return [];
    return await deleteListed(listed, library);
  } catch (error) {
    showFailure(text.NOT_LOADED, /** @type {RequestError} */ (error));
    return [];
  }
}

/**
 * @param {Listed[]} listed
 * @param {Library} library
 */
async function deleteListed(listed, library) {
  const toast = showToast("", { seconds: Infinity, isSilent: true });
  /** @type {Result[]} */
  const results = [];
  try {
    while (results.length < listed.length) {
      toast.update(text.deleting(results.length, listed.length));
      // The response may have fewer results than the request has photos.
      const photos = listed.slice(results.length, results.length + BATCH);
      /** @type {{files: Result[]}} */
      const { files } = await requestJson("/api/trash/empty", { photos });
      results.push(...files);
      removePhotos(library, new Set(files.filter(({ outcome }) => outcome !== "rejected").map(({ name }) => name)));
    }
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { message: reason, status } = error;
    const rest = listed.slice(results.length);
    results.push(...rest.map(({ trash }) => ({ name: trash, outcome: "rejected", reason, status })));
  }
  toast.close();
  report(Map.groupBy(results, ({ outcome }) => outcome));
  return results;
}

/** @param {Map<string, Result[]>} results  by outcome */
function report(results) {
  const { deleted = [], gone = [], rejected = [] } = Object.fromEntries(results);
  const missing = gone.length ? text.gone(gone.length) : "";
  if (deleted.length) showToast(`${text.deleted(deleted.length)} ${missing}`);
  else if (missing) showToast(missing);
  if (rejected.length) showFailure(text.notDeleted(rejected.length), rejected[0]);
}
