/** Uploads a file with one request, and sends requests that report progress. */

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

/**
 * @typedef {{status: number, retryAfter: number, document: any}} Sent
 *   `status`: 0 without a response; `document`: the response's JSON, undefined if there's none
 */

/** Milliseconds without progress, longer than any request may take on Azure (230 s). */
const TIMEOUT = 240_000;

/**
 * @param {File} file
 * @param {string} album
 * @param {(progress: number) => void} onProgress  from 0 to 1
 * @param {AbortSignal} signal
 * @returns {Promise<UploadResponse>}
 */
export async function sendFile(file, album, onProgress, signal) {
  const url = `${SHARE}/upload-photos`;
  return readResponse(
    await send("POST", url, createForm(file, album), signal, (loaded, total) => onProgress(loaded / total)),
  );
}

/**
 * Send with XMLHttpRequest, because fetch doesn't report progress.
 * @param {"GET" | "POST" | "PUT"} method
 * @param {string} url
 * @param {FormData | Blob | object | undefined} body  other objects are sent as JSON
 * @param {AbortSignal} signal
 * @param {(loaded: number, total: number) => void} [onProgress]  bytes
 * @returns {Promise<Sent>}
 */
export function send(method, url, body, signal, onProgress) {
  const request = new XMLHttpRequest();
  let timer = 0;
  const restartTimer = () => {
    clearTimeout(timer);
    timer = setTimeout(() => request.abort(), TIMEOUT);
  };
  return new Promise((resolve) => {
    request.upload.onprogress = (event) => {
      restartTimer();
      onProgress?.(event.loaded, event.total);
    };
    request.onloadend = () => {
      clearTimeout(timer);
      const retryAfter = Number(request.getResponseHeader("Retry-After")) || 0;
      resolve({ status: request.status, retryAfter, document: request.response ?? undefined });
    };
    signal.addEventListener("abort", () => request.abort());
    request.open(method, url);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    if (!body || body instanceof FormData || body instanceof Blob) request.send(body);
    else {
      request.setRequestHeader("Content-Type", "application/json");
      request.send(JSON.stringify(body));
    }
    if (signal.aborted) request.abort();
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
 * @param {Sent} sent
 * @returns {UploadResponse}
 */
function readResponse({ status, retryAfter, document }) {
  const { photo, outcome, reason, undo } = document?.files?.[0] ?? {};
  return {
    status,
    outcome: photo ? outcome : "",
    reason: reason ?? messageFor(status, document?.detail),
    retryAfter,
    photo,
    undo,
  };
}
