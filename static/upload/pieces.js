/** Uploads a large file in pieces. Sent again, even after a reload, it continues where it stopped. */

import { RequestError } from "../library/requests.js";
import { apiPath } from "../library/caller.js";
import { describeFile, send } from "./request.js";
import { forget, recall, remember } from "./unfinished.js";

/** @typedef {import("./request.js").UploadResponse} UploadResponse */
/** @typedef {import("./request.js").Sent} Sent */
/** @typedef {import("./unfinished.js").Upload} Upload */

/** Pieces sent at a time: more of them wouldn't be faster. */
const CONCURRENCY = 2;

/** The part of the progress bar for sending; the rest is for storing. */
const SENDING = 0.9;

const CREATED = 201;
const STILL_STORING = 202;
const NOT_FOUND = 404;
const CONFLICT = 409;

/**
 * @param {File} file
 * @param {string} album
 * @param {(progress: number, hasAdvanced: boolean) => void} onProgress  from 0 to 1; whether a piece has arrived
 * @param {AbortSignal} signal
 * @returns {Promise<UploadResponse>}
 */
export async function sendInPieces(file, album, onProgress, signal) {
  try {
    const upload = (await continueUpload(file, album, signal)) ?? (await startUpload(file, album, signal));
    await sendPieces(file, upload, onProgress, signal);
    const { outcome, photo, undo } = await store(file, upload, onProgress, signal);
    return { status: 200, outcome, photo, undo, reason: "", retryAfter: 0 };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { status, retryAfter, document } = error.sent;
    return { status, outcome: "", reason: new RequestError(status, document?.detail).message, retryAfter };
  }
}

/** A response other than the expected ones, or none. */
class Failure extends Error {
  /** @param {Sent} sent */
  constructor(sent) {
    super();
    this.sent = sent;
  }
}

/**
 * Return the upload of the same file that was started before, as far as its pieces have arrived.
 * @param {File} file
 * @param {string} album
 * @param {AbortSignal} signal
 * @returns {Promise<Upload | undefined>}
 */
async function continueUpload(file, album, signal) {
  const upload = recall(file, album);
  if (!upload) return undefined;
  const sent = await send("GET", urlOf(upload), undefined, signal);
  if (sent.status === NOT_FOUND) {
    forget(upload);
    return undefined;
  }
  if (!sent.document?.received) throw new Failure(sent);
  const received = new Set(sent.document.received.map(String));
  for (const number of Object.keys(upload.md5s)) if (!received.has(number)) delete upload.md5s[number];
  return upload;
}

/**
 * @param {File} file
 * @param {string} album
 * @param {AbortSignal} signal
 * @returns {Promise<Upload>}
 */
async function startUpload(file, album, signal) {
  const about = { file: file.name, bytes: file.size, type: file.type, ...describeFile(file, album) };
  const sent = await send("POST", apiPath("uploads"), about, signal);
  const { token, piece_bytes } = sent.document ?? {};
  if (sent.status !== CREATED || !token) throw new Failure(sent);
  return remember(file, album, { token, pieceBytes: piece_bytes, md5s: {} });
}

/**
 * @param {File} file
 * @param {Upload} upload
 * @param {(progress: number, hasAdvanced: boolean) => void} onProgress
 * @param {AbortSignal} signal
 */
async function sendPieces(file, upload, onProgress, signal) {
  const { pieceBytes, md5s } = upload;
  const unsent = countUp(Math.ceil(file.size / pieceBytes)).filter((number) => !md5s[number]);
  /** Bytes of the pieces that are being sent. @type {Map<number, number>} */
  const loaded = new Map();
  const report = (hasAdvanced = false) => {
    const sent = Object.keys(md5s).length * pieceBytes + [...loaded.values()].reduce((sum, bytes) => sum + bytes, 0);
    onProgress(SENDING * Math.min(1, sent / file.size), hasAdvanced);
  };
  const sendNext = async () => {
    for (let number = unsent.shift(); number !== undefined; number = unsent.shift()) {
      const body = file.slice(number * pieceBytes, (number + 1) * pieceBytes);
      const url = `${urlOf(upload)}/${number}`;
      const sent = await send("PUT", url, body, signal, (bytes) => report(void loaded.set(number, bytes)));
      loaded.delete(number);
      if (!sent.document?.md5) {
        if (sent.status === NOT_FOUND) forget(upload);
        unsent.length = 0;
        throw new Failure(sent);
      }
      md5s[number] = sent.document.md5;
      remember(file, upload.album, upload);
      report(true);
    }
  };
  report();
  // A piece that's being sent when another one fails may still arrive.
  const results = await Promise.allSettled(countUp(CONCURRENCY).map(sendNext));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/**
 * Have the gallery store the file. Pieces that it misses are sent again.
 * @param {File} file
 * @param {Upload} upload
 * @param {(progress: number, hasAdvanced: boolean) => void} onProgress
 * @param {AbortSignal} signal
 */
async function store(file, upload, onProgress, signal) {
  for (;;) {
    const sent = await send("POST", urlOf(upload), { pieces: Object.values(upload.md5s) }, signal);
    const { progress, missing, photo } = sent.document ?? {};
    if (sent.status === STILL_STORING && progress) {
      onProgress(SENDING + (1 - SENDING) * (progress.stored / progress.of), true);
    } else if (sent.status === CONFLICT && missing) {
      for (const number of missing) delete upload.md5s[number];
      await sendPieces(file, upload, onProgress, signal);
    } else {
      // The gallery keeps the outcome of a file that it has rejected.
      if (sent.status === NOT_FOUND || sent.document?.outcome) forget(upload);
      if (!photo) throw new Failure(sent);
      return sent.document;
    }
  }
}

/** @param {Upload} upload */
function urlOf({ token }) {
  return `${apiPath("uploads")}/${token}`;
}

/** @param {number} count  @returns {number[]} 0, 1, 2, … */
function countUp(count) {
  return [...Array(count).keys()];
}
