/** Reads originals, or copies of them, straight from storage. The app only redirects there. Sidecars come from the app. */

import { MISSING } from "../text/downloads.js";
import { nameAfterType } from "./archive_path.js";
import { IS_OWNER } from "./caller.js";
import { companionsOf, downloadUrl, fileUrl, originalUrl } from "./photo.js";
import { request, RequestError } from "./requests.js";

/**
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {{bytes: Uint8Array<ArrayBuffer>, type: string, sidecar?: Uint8Array<ArrayBuffer>, others?: {name: string, bytes: Uint8Array<ArrayBuffer>}[]}} Original  `others`: other files of the photo
 */

/** How often an original is requested until it arrives, and the milliseconds in between. */
const TRIES = 3;
const PAUSE = 1000;

const NOT_FOUND = 404;
const TOO_MANY = 429;

/** A response from the HTTP cache may lack the headers that let scripts read it. @type {RequestInit} */
const HEAD = { method: "HEAD", cache: "no-store" };

/** How many originals are read at the same time. Each is in memory as a whole, so that a failed one can be read again. */
const PARALLEL = 3;

/** Names the photo that couldn't be read. */
export class OriginalError extends Error {
  /**
   * @param {Photo} photo
   * @param {{message: string, status: number}} cause
   */
  constructor(photo, { message, status }) {
    super(message);
    this.photo = photo;
    this.status = status;
  }

  /** Whether a retry would fail too. */
  get isFinal() {
    return this.status >= 400 && this.status < 500 && this.status !== TOO_MANY;
  }
}

/**
 * Check that an original exists. Browsers save an error as a file or show nothing.
 * @param {Photo} photo
 * @throws {OriginalError}
 */
export async function checkOriginal(photo) {
  await requestFile(photo, downloadUrl(photo), { redirect: "manual" });
}

/**
 * Return whether scripts may read from storage: its CORS rules have to name this page's origin.
 * @param {Photo} photo
 * @throws {OriginalError} if the photo can't be read for any other reason
 */
export async function canReadStorage(photo) {
  const url = downloadUrl(photo);
  const response = await fetch(url, HEAD).catch(() => undefined);
  if (response?.ok) return true;
  await checkOriginal(photo);
  // A response that scripts can't read proves that storage can be reached.
  const opaque = response ?? (await fetch(url, { ...HEAD, mode: "no-cors" }).catch(() => undefined));
  if (opaque?.type !== "opaque") throw new OriginalError(photo, new RequestError(response?.status ?? 0));
  return false;
}

/**
 * Read originals in order, some of them ahead.
 * @param {Photo[]} photos
 * @param {AbortSignal} signal
 * @param {(bytes: number) => void} onProgress  bytes read since the last call; negative if they're read again
 * @param {typeof readOriginal} [read]  what to read of each photo
 * @throws {OriginalError}
 */
export async function* readOriginals(photos, signal, onProgress, read = readOriginal) {
  /** @type {Promise<Original>[]} */
  const reading = [];
  for (const [index, photo] of photos.entries()) {
    while (reading.length < PARALLEL && index + reading.length < photos.length) {
      const original = read(photos[index + reading.length], signal, onProgress);
      // Its error is thrown when it's this one's turn.
      original.catch(() => undefined);
      reading.push(original);
    }
    yield { photo, ...(await /** @type {Promise<Original>} */ (reading.shift())) };
  }
}

/**
 * Read an original, its sidecar, and the photo's other files.
 * @type {typeof readOriginal}
 */
export async function readWithSidecar(photo, signal, onProgress) {
  const sidecar = photo.sidecar && readFile(photo, sidecarUrl(photo), signal, () => {}).catch(skipMissing);
  const others = companionsOf(photo).map(async (name) => {
    const file = await readFile(photo, fileUrl(name), signal, () => {}).catch(skipMissing);
    return file ? [{ name, bytes: file.bytes }] : [];
  });
  const [original, file, ...found] = await Promise.all([readOriginal(photo, signal, onProgress), sidecar, ...others]);
  return { ...original, sidecar: file?.bytes, others: found.flat() };
}

/** @param {OriginalError} error  @returns {undefined} for a sidecar that another tool has deleted meanwhile */
function skipMissing(error) {
  if (error.status !== NOT_FOUND) throw error;
}

/**
 * @param {Photo} photo
 * @param {AbortSignal} signal
 * @param {(bytes: number) => void} onProgress
 * @returns {Promise<Original>}
 */
function readOriginal(photo, signal, onProgress) {
  return readFile(photo, downloadUrl(photo), signal, onProgress);
}

/**
 * @param {Photo} photo
 * @param {string} url
 * @param {AbortSignal} signal
 * @param {(bytes: number) => void} onProgress
 */
async function readFile(photo, url, signal, onProgress) {
  for (let tries = 1; ; tries++) {
    let count = 0;
    try {
      const response = await requestFile(photo, url, { cache: "no-store", signal });
      const bytes = await readBody(response, (length) => ((count += length), onProgress(length)));
      return { bytes, type: response.headers.get("Content-Type") ?? "" };
    } catch (error) {
      signal.throwIfAborted();
      const failure = error instanceof OriginalError ? error : new OriginalError(photo, new RequestError(0));
      if (tries === TRIES || failure.isFinal) throw failure;
      onProgress(-count);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/**
 * @param {Photo} photo
 * @param {string} url  of the photo or of its sidecar
 * @param {RequestInit} options
 * @returns {Promise<Response>}
 */
async function requestFile(photo, url, options) {
  try {
    return await request(url, options);
  } catch (error) {
    const { message, status } = /** @type {RequestError} */ (error);
    throw new OriginalError(photo, status === NOT_FOUND ? await explainMissing() : { message, status });
  }
}

/**
 * Return the name of a file. A copy can have another format than its photo.
 * @param {Photo} photo
 * @param {string} type  of the file
 */
export function fileName({ file }, type) {
  return IS_OWNER ? file : nameAfterType(file, type);
}

/** @param {Photo} photo */
export function sidecarUrl(photo) {
  return `${originalUrl(photo)}.xmp`;
}

/** Originals exist only for the owner, so the response doesn't say which it is. */
async function explainMissing() {
  const missing = { message: MISSING, status: NOT_FOUND };
  if (!IS_OWNER) return missing;
  return request("/api/trash", { method: "HEAD" }).then(
    () => missing,
    ({ message, status }) => ({ message, status }),
  );
}

/**
 * @param {Response} response
 * @param {(length: number) => void} onProgress
 */
async function readBody({ body }, onProgress) {
  const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (body).getReader();
  const chunks = [];
  let { done, value } = await reader.read();
  for (; !done && value; { done, value } = await reader.read()) {
    chunks.push(value);
    onProgress(value.length);
  }
  return join(chunks);
}

/** @param {Uint8Array<ArrayBuffer>[]} chunks */
function join(chunks) {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, start);
    start += chunk.length;
  }
  return bytes;
}
