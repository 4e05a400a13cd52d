/** Downloads originals: one as it is, several as a zip or, on phones, to the phone's own photos. */

import * as text from "../text/downloads.js";
import { choose } from "../ui/choice_dialog.js";
import { element } from "../ui/elements.js";
import { showFailure, showToast } from "../ui/toast.js";
import { archivePath } from "./archive_path.js";
import { DownloadProgress, sumBytes } from "./download_progress.js";
import { canReadStorage, checkOriginal, OriginalError, sidecarUrl } from "./originals.js";
import { downloadUrl } from "./photo.js";
import { listAll, RequestError } from "./requests.js";
import { canSaveToPhotos, savePhotos } from "./save_to_photos.js";

/**
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {import("./zip.js").FileHandle} FileHandle
 * @typedef {(signal: AbortSignal, onProgress: import("./zip.js").OnProgress) => Promise<void>} Work
 */

const SIGNED_OUT = 401;

/** Milliseconds after a download, because browsers drop those that start at the same time. */
const PAUSE = 600;

/** Bytes of originals for which a zip is made in memory. */
const MAX_IN_MEMORY = 500_000_000;

/** Milliseconds that a browser may take to copy a file from memory. */
const SAVING = 60_000;

/**
 * Download all photos of an album or a share.
 * @param {Record<string, string>} list  an album's name, and the order of its photos
 * @param {string} name  that names the zip
 */
export async function downloadAlbum(list, name) {
  try {
    const { photos } = await listAll(list);
    if (photos.length) await downloadPhotos(photos, name);
    else showToast(text.EMPTY_ALBUM);
  } catch (error) {
    showFailure(text.failed(name), /** @type {RequestError} */ (error));
  }
}

/**
 * @param {Photo[]} photos
 * @param {string | null} [album]  that names the zip
 */
export async function downloadPhotos(photos, album) {
  const download = photos.length > 1 ? text.DOWNLOAD_ZIP : text.DOWNLOAD;
  const title = text.download(photos.length);
  const action = canSaveToPhotos() ? await choose(title, text.SAVE_TO_PHOTOS, download) : download;
  try {
    if (action === text.SAVE_TO_PHOTOS) await saveToPhotos(photos);
    else if (action) await (photos.length > 1 ? downloadZip(photos, album) : downloadOneByOne(photos));
  } catch (error) {
    showError(/** @type {Error} */ (error), action === text.DOWNLOAD_ZIP);
  }
}

/** @param {Photo[]} photos */
async function saveToPhotos(photos) {
  if (await canRead(photos)) await track(photos, (...progress) => savePhotos(photos, ...progress));
  else await downloadOneByOne(photos, text.NO_CORS);
}

/**
 * @param {Photo[]} photos
 * @param {string | null} [album]
 */
async function downloadZip(photos, album) {
  if (!(await canRead(photos))) return downloadOneByOne(photos, text.NO_CORS);
  const file = archivePath(`${album ? album.replaceAll("/", " - ") : text.nameZip(today())}.zip`);
  if ("showSaveFilePicker" in window) return downloadToDisk(photos, file);
  if (sumBytes(photos) > MAX_IN_MEMORY) return downloadOneByOne(photos, text.TOO_LARGE);
  const { buildZip } = await import("./zip.js");
  await track(photos, async (...progress) => {
    const href = URL.createObjectURL(await buildZip(photos, ...progress));
    element("a", { href, download: file }).click();
    setTimeout(() => URL.revokeObjectURL(href), SAVING);
    showToast(text.saved(photos.length, file));
  });
}

/**
 * @param {Photo[]} photos
 * @param {string} suggestedName
 */
async function downloadToDisk(photos, suggestedName) {
  const { writeZip } = await import("./zip.js");
  // Browsers open the dialog only within seconds of a click.
  if (!navigator.userActivation.isActive && !(await choose(text.ready(photos.length), text.SAVE_ZIP))) return;
  const types = [{ description: text.ZIP_FILE, accept: { "application/zip": [".zip"] } }];
  /** @type {FileHandle} */
  const handle = await /** @type {any} */ (window).showSaveFilePicker({ suggestedName, types, startIn: "downloads" });
  await track(photos, async (...progress) => {
    await writeZip(handle, photos, ...progress);
    showToast(text.saved(photos.length, handle.name));
  });
}

/**
 * @param {Photo[]} photos
 * @param {string} [reason]  for not making a zip
 */
async function downloadOneByOne(photos, reason) {
  if (reason) showToast(text.oneByOne(reason), { seconds: 30 });
  const toast = photos.length > 1 ? showToast("", { seconds: Infinity, isSilent: true }) : undefined;
  try {
    for (const [index, photo] of photos.entries()) {
      toast?.update(text.position(index + 1, photos.length));
      await checkOriginal(photo);
      await save(downloadUrl(photo), photo.file);
      if (toast && photo.sidecar) await save(sidecarUrl(photo), `${photo.file}.xmp`);
    }
  } finally {
    toast?.close();
  }
  if (toast) showToast(text.downloaded(photos.length));
}

/**
 * @param {string} href
 * @param {string} download  the name of the file
 */
async function save(href, download) {
  element("a", { href, download }).click();
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
}

/** @param {Photo[]} photos */
function canRead([first]) {
  return canReadStorage(first);
}

/**
 * Show the progress of some work.
 * @param {Photo[]} photos
 * @param {Work} work
 */
async function track(photos, work) {
  const progress = new DownloadProgress(photos);
  try {
    await work(progress.signal, (bytes, done) => progress.add(bytes, done));
  } finally {
    progress.end();
  }
}

/** @returns {string} `2026-11-29` */
function today() {
  return new Date().toLocaleDateString("sv");
}

/**
 * @param {Error} error
 * @param {boolean} [isZip]
 */
function showError(error, isZip) {
  // People canceled, or closed the browser's dialog.
  if (error.name === "AbortError") return;
  if (!(error instanceof OriginalError)) return showFailure(text.NOT_SAVED, { message: describe(error) });
  const { photo, message, status, isFinal } = error;
  const advice = isFinal && status !== SIGNED_OUT ? [text.DESELECT] : [];
  const sentences = isZip ? [message, text.ZIP_NOT_SAVED, ...advice] : [message];
  showFailure(text.failed(photo.file), { message: sentences.join(" "), status });
}

/** @param {Error} error */
function describe({ name, message }) {
  return name === "QuotaExceededError" ? text.NO_SPACE : text.tryAgain(message || name);
}
