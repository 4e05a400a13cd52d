/** Saves photos to a phone's own photos through the system's share menu. */

import { ready, SAVE_TO_PHOTOS } from "../text/downloads.js";
import { choose } from "../ui/choice_dialog.js";
import { sumBytes } from "./download_progress.js";
import { fileName, readOriginals } from "./originals.js";

/** @typedef {import("./photo.js").Photo} Photo */

/** Limits for one share menu: more take too much memory, and phones refuse them. */
const MAX_FILES = 20;
const MAX_BYTES = 200_000_000;

/** Whether this is a phone or tablet that can share files. A computer's share menu has no photos app. */
export function canSaveToPhotos() {
  const files = [new File([""], "photo.jpg", { type: "image/jpeg" })];
  return matchMedia("(pointer: coarse)").matches && Boolean(navigator.canShare?.({ files }));
}

/**
 * Share photos, as many at a time as phones can.
 * @param {Photo[]} photos
 * @param {AbortSignal} signal
 * @param {import("./zip.js").OnProgress} onProgress
 * @throws {DOMException} AbortError if people close the menu
 */
export async function savePhotos(photos, signal, onProgress) {
  for (const batch of splitIntoBatches(photos)) {
    const files = [];
    for await (const { photo, bytes, type } of readOriginals(batch, signal, (count) => onProgress(count, 0))) {
      files.push(new File([bytes], fileName(photo, type), { type }));
      onProgress(0, 1);
    }
    await share(files, photos.length);
  }
}

/**
 * @param {File[]} files
 * @param {number} total
 */
async function share(files, total) {
  // Browsers open the menu only within seconds of a tap.
  if (!navigator.userActivation.isActive) {
    if (!(await choose(ready(files.length, total), SAVE_TO_PHOTOS))) throw new DOMException("Closed", "AbortError");
  }
  await navigator.share({ files });
}

/** @param {Photo[]} photos */
function splitIntoBatches(photos) {
  /** @type {Photo[][]} */
  const batches = [];
  for (const photo of photos) {
    const last = batches.at(-1);
    const fits = last && last.length < MAX_FILES && sumBytes([...last, photo]) <= MAX_BYTES;
    if (fits) last.push(photo);
    else batches.push([photo]);
  }
  return batches;
}
