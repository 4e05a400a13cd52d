/** Uploads one photo. */

import { messageFor } from "../library/requests.js";
import { SHARE } from "../library/caller.js";

/** @typedef {import("../library/photo.js").Photo} Photo */
/**
 * @typedef UploadResponse
 * @property {number} status  0 without a response
 * @property {string} outcome  "" if the photo wasn't added
 * @property {string} reason
 * @property {number} retryAfter  seconds, 0 if unknown
 * @property {Photo} [photo]
 * @property {string} [undo]  of a guest's photo, see undo.js
 */

/** Milliseconds without progress, longer than any request may take on Azure (230 s). */
const TIMEOUT = 240_000;

/**
 * Upload with XMLHttpRequest, because fetch doesn't report progress.
 * @param {File} file
 * @param {string} album
 * @param {(progress: number) => void} onProgress  from 0 to 1
 * @param {AbortSignal} signal
 * @returns {Promise<UploadResponse>}
 */
export function sendFile(file, album, onProgress, signal) {
  const request = new XMLHttpRequest();
  let timer = 0;
  const restartTimer = () => {
    clearTimeout(timer);
    timer = setTimeout(() => request.abort(), TIMEOUT);
  };
  return new Promise((resolve) => {
    request.upload.onprogress = (event) => {
      restartTimer();
      onProgress(event.loaded / event.total);
    };
    request.onloadend = () => {
      clearTimeout(timer);
      resolve(readResponse(request));
    };
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", `${SHARE}/upload-photos`);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.send(createForm(file, album));
    restartTimer();
  });
}

/** @param {File} file */
export async function isReadable(file) {
  return file
    .stream()
    .getReader()
    .read()
    .then(
      () => true,
      () => false,
    );
}

/**
 * Format local time with its offset, `2026-09-12T10:11:12+02:00`.
 * @param {number} time
 */
function formatLocalTime(time) {
  const minutes = -new Date(time).getTimezoneOffset();
  const pad = (/** @type {number} */ number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
  const offset = (minutes < 0 ? "-" : "+") + pad(minutes / 60) + ":" + pad(minutes % 60);
  return new Date(time + minutes * 60_000).toISOString().slice(0, 19) + offset;
}

/**
 * Return what the gallery is told about a file. Guests don't choose the album, and may give their name.
 * @param {File} file
 * @param {string} album
 * @returns {Record<string, string>}
 */
export function describeFile(file, album) {
  /** @type {HTMLInputElement | null} */
  const guest = document.querySelector(".upload input[name=guest]");
  return { ...(guest ? { guest: guest.value } : { album }), modified: formatLocalTime(file.lastModified) };
}

/**
 * @param {File} file
 * @param {string} album
 */
function createForm(file, album) {
  const form = new FormData();
  for (const [name, value] of Object.entries(describeFile(file, album))) form.append(name, value);
  form.append("photos", file, file.name);
  return form;
}

/**
 * @param {XMLHttpRequest} request
 * @returns {UploadResponse}
 */
function readResponse(request) {
  const { status, response } = request;
  const { photo, outcome, reason, undo } = response?.files?.[0] ?? {};
  return {
    status,
    outcome: photo ? outcome : "",
    reason: reason ?? messageFor(status, response?.detail),
    retryAfter: Number(request.getResponseHeader("Retry-After")) || 0,
    photo,
    undo,
  };
}
