/** Uploads a file that's too large for a form, in pieces. Sent again, it continues where it stopped. */

import { request, requestJson, RequestError } from "../library/requests.js";
import { apiPath } from "../library/caller.js";
import { describeFile } from "./request.js";

/** @typedef {import("./request.js").Photo} Photo */
/** @typedef {import("./request.js").UploadResponse} UploadResponse */
/** @typedef {{url: string, album: string, pieceBytes: number, md5s: string[]}} Upload  `md5s`: of the pieces sent so far */

/** Unfinished uploads. @type {WeakMap<File, Upload>} */
const uploads = new WeakMap();

/**
 * @param {File} file
 * @param {string} album
 * @param {(progress: number) => void} onProgress  from 0 to 1
 * @param {AbortSignal} signal
 * @returns {Promise<UploadResponse>}
 */
export async function sendInPieces(file, album, onProgress, signal) {
  const rest = { reason: "", retryAfter: 0 };
  try {
    const upload = await startOrContinue(file, album);
    await sendPieces(file, upload, onProgress, signal);
    /** @type {{outcome: string, photo: Photo, undo?: string}} */
    const { outcome, photo, undo } = await requestJson(upload.url, { pieces: upload.md5s });
    return { ...rest, status: 200, outcome, photo, undo };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    // It has expired, or pieces are missing.
    if (error.status === 404 || error.status === 409) uploads.delete(file);
    return { ...rest, status: error.status, outcome: "", reason: error.message };
  }
}

/**
 * @param {File} file
 * @param {string} album
 */
async function startOrContinue(file, album) {
  const known = uploads.get(file);
  if (known?.album === album) return known;
  const about = { file: file.name, bytes: file.size, ...describeFile(file, album) };
  /** @type {{token: string, piece_bytes: number}} */
  const { token, piece_bytes } = await requestJson(apiPath("uploads"), about);
  const upload = { url: `${apiPath("uploads")}/${token}`, album, pieceBytes: piece_bytes, md5s: [] };
  uploads.set(file, upload);
  return upload;
}

/**
 * @param {File} file
 * @param {Upload} upload
 * @param {(progress: number) => void} onProgress
 * @param {AbortSignal} signal
 */
async function sendPieces(file, { url, pieceBytes, md5s }, onProgress, signal) {
  while (md5s.length * pieceBytes < file.size) {
    const start = md5s.length * pieceBytes;
    const body = file.slice(start, start + pieceBytes);
    const response = await request(`${url}/${md5s.length}`, { method: "PUT", body, signal });
    md5s.push((await response.json()).md5);
    onProgress(Math.min(1, (start + pieceBytes) / file.size));
  }
}
