/** Removes photos that a guest has just added. */

import { requestJson, RequestError } from "../library/requests.js";
import { SHARE } from "../library/caller.js";

/** @typedef {import("./queue.js").Item} Item */

/**
 * Move the photo to the trash, and tell the page and the panel.
 * @param {Item} item
 * @param {(item: Item) => void} onChange
 */
export async function undoUpload(item, onChange) {
  const { photo, undo } = item;
  if (!photo || !undo) return;
  onChange(Object.assign(item, { undo: "", reason: "" }));
  try {
    await requestJson(`${SHARE}/undo`, { undo });
    onChange(Object.assign(item, { outcome: "removed", photo: undefined }));
    const detail = { photos: [], gone: [photo.name] };
    document.dispatchEvent(new CustomEvent("gallery:stored", { detail, cancelable: true }));
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    onChange(Object.assign(item, { undo, reason: error.message }));
  }
}
