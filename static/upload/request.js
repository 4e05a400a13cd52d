/** What goes to the gallery for one photo, and what comes back. */

/** @typedef {{name: string, file: string, album: string | null}} Photo  there is more in it: static/openapi.json */
/**
 * @typedef Answer
 * @property {number} status  0 when there was no answer
 * @property {string} outcome  "" when nothing was stored or found
 * @property {string} reason  the gallery's sentence, if it gave one
 * @property {number} retryAfter  seconds, 0 when the gallery did not say
 * @property {Photo} [photo]
 */

/** Longer than any request may take on Azure (230 s): a connection without a sign of life for this long is dead. */
const DEAD_AFTER = 240_000;

/**
 * Sends a file; fetch would not tell how far it is.
 * @param {File} file
 * @param {string} album
 * @param {(share: number) => void} progress  hears 0 to 1
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 */
export function send(file, album, progress, signal) {
  const request = new XMLHttpRequest();
  let patience = 0;
  const live = () => {
    clearTimeout(patience);
    patience = setTimeout(() => request.abort(), DEAD_AFTER);
  };
  return new Promise((resolve) => {
    request.upload.onprogress = (event) => {
      live();
      progress(event.loaded / event.total);
    };
    request.onloadend = () => {
      clearTimeout(patience);
      resolve(answerOf(request));
    };
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", "/upload-photos");
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.send(formOf(file, album));
    live();
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
 * Where the gallery gives no reason of its own.
 * @param {number} status
 */
export function sentenceFor(status) {
  if (status === 0) return "The connection broke off again and again.";
  return status === 413 ? "It is too large for the gallery." : `The gallery answered with ${status}.`;
}

/**
 * Local wall-clock time with its offset, `2026-09-12T10:11:12+02:00`.
 * @param {number} time
 */
function wallClock(time) {
  const minutes = -new Date(time).getTimezoneOffset();
  const two = (/** @type {number} */ number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
  const offset = (minutes < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60);
  return new Date(time + minutes * 60_000).toISOString().slice(0, 19) + offset;
}

/**
 * @param {File} file
 * @param {string} album
 */
function formOf(file, album) {
  const form = new FormData();
  form.append("album", album);
  form.append("modified", wallClock(file.lastModified));
  form.append("photos", file, file.name);
  return form;
}

/**
 * @param {XMLHttpRequest} request
 * @returns {Answer}
 */
function answerOf(request) {
  const line = request.response?.files?.[0] ?? {};
  return {
    status: request.status,
    outcome: line.photo ? line.outcome : "",
    reason: line.reason ?? request.response?.detail ?? "",
    retryAfter: Number(request.getResponseHeader("Retry-After")) || 0,
    photo: line.photo,
  };
}
