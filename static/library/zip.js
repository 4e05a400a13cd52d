/** Makes zip files of originals and their sidecars in the browser: on disk while it's made where the browser can, otherwise in memory. */

import { makeZip } from "../vendor/client-zip/index.js";
import { archivePath, companionPath, sidecarPath } from "./archive_path.js";
import { fileName, readOriginals, readWithSidecar } from "./originals.js";

/**
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {FileSystemFileHandle & {remove?: () => Promise<void>}} FileHandle  `remove` isn't in all browsers
 * @typedef {(bytes: number, photos: number) => void} OnProgress  bytes read and photos zipped since the last call
 */

/** Bytes per step: larger steps would make the page stutter, smaller ones take longer. */
const STEP = 1 << 20;

/** Years that a zip can have (PKWARE APPNOTE 4.4.6). */
const [FIRST_YEAR, LAST_YEAR] = [1980, 2107];

/**
 * Write a zip to a file. After an error, there's no file.
 * @param {FileHandle} handle
 * @param {Photo[]} photos
 * @param {AbortSignal} signal
 * @param {OnProgress} onProgress
 */
export async function writeZip(handle, photos, signal, onProgress) {
  try {
    await zipPhotos(photos, signal, onProgress).pipeTo(await handle.createWritable(), { signal });
  } catch (error) {
    await handle.remove?.().catch(() => undefined);
    throw error;
  }
}

/**
 * Return a zip.
 * @param {Photo[]} photos
 * @param {AbortSignal} signal
 * @param {OnProgress} onProgress
 */
export async function buildZip(photos, signal, onProgress) {
  /** Browsers keep blobs out of the page's memory. @type {Blob[]} */
  const parts = [];
  const sink = new WritableStream({ write: (chunk) => void parts.push(new Blob([chunk])) });
  await zipPhotos(photos, signal, onProgress).pipeTo(sink, { signal });
  return new Blob(parts, { type: "application/zip" });
}

/**
 * Return the time for a file in a zip, whose times have no time zone.
 * @param {string} when  wall-clock time, or only a day
 */
export function zipTime(when) {
  const year = Number(when.slice(0, 4));
  if (year < FIRST_YEAR) return new Date(FIRST_YEAR, 0, 1);
  if (year > LAST_YEAR) return new Date(LAST_YEAR, 11, 31);
  // Without a time, Date would take the day as UTC.
  return new Date(when.includes("T") ? when.slice(0, 19) : `${when}T00:00`);
}

/**
 * @param {Photo[]} photos
 * @param {AbortSignal} signal
 * @param {OnProgress} onProgress
 */
function zipPhotos(photos, signal, onProgress) {
  return makeZip(createEntries(photos, signal, onProgress), { buffersAreUTF8: true });
}

/**
 * @param {Photo[]} photos
 * @param {AbortSignal} signal
 * @param {OnProgress} onProgress
 */
async function* createEntries(photos, signal, onProgress) {
  const used = new Map();
  const originals = readOriginals(photos, signal, (count) => onProgress(count, 0), readWithSidecar);
  for await (const { photo, bytes, type, sidecar, others = [] } of originals) {
    const name = archivePath(fileName(photo, type), used);
    const lastModified = zipTime(photo.when);
    yield { name, lastModified, input: stepThrough(bytes) };
    if (sidecar) yield { name: sidecarPath(name, used), lastModified, input: sidecar };
    for (const other of others)
      yield { name: companionPath(name, other.name, used), lastModified, input: stepThrough(other.bytes) };
    onProgress(0, 1);
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function* stepThrough(bytes) {
  for (let start = 0; start < bytes.length; start += STEP) yield bytes.subarray(start, start + STEP);
}
