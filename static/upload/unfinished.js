/** Remembers unfinished uploads in pieces, so that choosing the same file again continues them, even after a reload. */

import { SHARE } from "../library/caller.js";

/**
 * @typedef {{token: string, pieceBytes: number, md5s: Record<string, string>, key: string, album: string, at: number}} Upload
 *   `md5s`: of the pieces that have arrived, by number; `at`: when it was started, in milliseconds since 1970
 */

const PREFIX = `upload${SHARE}:`;

/** Milliseconds. The gallery deletes pieces after a week. */
const EXPIRES = 6 * 86_400_000;

/** In case the browser blocks storage, or it's full. @type {Map<string, Upload>} */
const uploads = new Map();

/**
 * @param {File} file
 * @param {string} album
 * @returns {Upload | undefined}
 */
export function recall(file, album) {
  forgetExpired();
  const key = keyOf(file, album);
  return uploads.get(key) ?? read(key);
}

/**
 * @param {File} file
 * @param {string} album
 * @param {Pick<Upload, "token" | "pieceBytes" | "md5s"> & {at?: number}} upload
 * @returns {Upload}
 */
export function remember(file, album, upload) {
  const key = keyOf(file, album);
  const remembered = { ...upload, key, album, at: upload.at ?? Date.now() };
  uploads.set(key, remembered);
  try {
    localStorage[key] = JSON.stringify(remembered);
  } catch {
    // It continues until the page is closed.
  }
  return remembered;
}

/** @param {Upload} upload */
export function forget({ key }) {
  uploads.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // There's nothing to remove.
  }
}

/** @param {string} key  @returns {Upload | undefined} */
function read(key) {
  try {
    const upload = JSON.parse(localStorage[key]);
    return Date.now() - upload.at < EXPIRES ? upload : undefined;
  } catch {
    return undefined;
  }
}

function forgetExpired() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith("upload"));
    for (const key of keys) if (!read(key)) localStorage.removeItem(key);
  } catch {
    // Browsers that block storage throw.
  }
}

/**
 * @param {File} file
 * @param {string} album
 */
function keyOf({ name, size, lastModified }, album) {
  return PREFIX + JSON.stringify([name, size, lastModified, album]);
}
