/** Texts about downloads. */

import { formatNumber, LOCALE } from "../ui/locale.js";
import { photos } from "./photos.js";

export const DOWNLOAD = "Download";
export const DOWNLOAD_ZIP = "Download zip";
export const SAVE_ZIP = "Save zip";
export const SAVE_TO_PHOTOS = "Save to Photos";
export const ZIP_FILE = "Zip file";
export const EMPTY_ALBUM = "This album has no photos.";
export const NO_CORS =
  "Zips aren't set up: the storage account's CORS rules have to allow this page (see Deploying in the manual).";
export const TOO_LARGE = "This browser can only zip up to 500 MB.";
export const MISSING = "It no longer exists, or is no longer a photo.";
export const NOT_SAVED = "The photos couldn't be saved.";
export const ZIP_NOT_SAVED = "The zip wasn't saved.";
export const DESELECT = "Deselect the photo to download the others.";
export const NO_SPACE = "There isn't enough space.";

/** @param {string} reason */
export const oneByOne = (reason) => `${reason} Downloading photos one by one instead.`;

/** @param {string} detail */
export const tryAgain = (detail) => `Try again. (${detail})`;

/** @param {string} name  of a photo or an album */
export const failed = (name) => `${name} couldn't be downloaded.`;

/** @param {number} count */
export const download = (count) => `Download ${photos(count)}`;

/** @param {number} count */
export const downloading = (count) => `Downloading ${photos(count)}`;

/** @param {number} count */
export const downloaded = (count) => `${photos(count)} added to your downloads.`;

/**
 * @param {number} count
 * @param {string} file
 */
export const saved = (count, file) => `${photos(count)} saved as ${file}.`;

/**
 * @param {number} count  of these photos
 * @param {number} [total]  of all
 */
export const ready = (count, total = count) =>
  `${count < total ? `${formatNumber(count)} of ` : ""}${photos(total)} ready`;

/**
 * @param {number} current  number of the photo, from 1
 * @param {number} count
 */
export const position = (current, count) => `Downloading ${formatNumber(current)} of ${formatNumber(count)}`;

/**
 * @param {number} current
 * @param {number} count
 * @param {number} read  megabytes
 * @param {number} total  megabytes
 */
export function progress(current, count, read, total) {
  const digits = total < 10 ? 1 : 0;
  const { format } = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${position(current, count)} (${format(read)} of ${format(total)} MB)`;
}
