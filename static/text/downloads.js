/** Texts about downloads. */

import { formatNumber, LOCALE } from "../ui/locale.js";
import { fill, plural } from "./plural.js";

export const DOWNLOAD = _("Download");
export const DOWNLOAD_ZIP = _("Download zip");
export const SAVE_ZIP = _("Save zip");
export const SAVE_TO_PHOTOS = _("Save to Photos");
export const ZIP_FILE = _("Zip file");
export const EMPTY_ALBUM = _("This album has no photos.");
export const NO_CORS = _(
  "Zips aren't set up: the storage account's CORS rules have to allow this page (see Deploying in the manual).",
);
export const TOO_LARGE = _("This browser can only zip up to 500 MB.");
export const MISSING = _("It no longer exists, or is no longer a photo.");
export const NOT_SAVED = _("The photos couldn't be saved.");
export const ZIP_NOT_SAVED = _("The zip wasn't saved.");
export const DESELECT = _("Deselect the photo to download the others.");
export const NO_SPACE = _("There isn't enough space.");

const ONE_BY_ONE = _("Downloading photos one by one instead.");

/** @param {string} reason */
export const oneByOne = (reason) => `${reason} ${ONE_BY_ONE}`;

/** @param {string} detail */
export const tryAgain = (detail) => fill(_("Try again. (%(detail)s)"), { detail });

/** @param {string} name  of a photo or an album */
export const failed = (name) => fill(_("%(name)s couldn't be downloaded."), { name });

/** The name of a zip file. @param {string} date  `2026-11-29` */
export const nameZip = (date) => fill(_("Photos %(date)s"), { date });

/** @param {number} count */
export const download = (count) => plural(count, _n("Download %(count)s photo", "Download %(count)s photos"));

/** @param {number} count */
export const downloading = (count) => plural(count, _n("Downloading %(count)s photo", "Downloading %(count)s photos"));

/** @param {number} count */
export const downloaded = (count) =>
  plural(count, _n("%(count)s photo added to your downloads.", "%(count)s photos added to your downloads."));

/**
 * @param {number} count
 * @param {string} file
 */
export const saved = (count, file) =>
  plural(count, _n("%(count)s photo saved as %(file)s.", "%(count)s photos saved as %(file)s."), { file });

/**
 * @param {number} count  of these photos
 * @param {number} [total]  of all
 */
export const ready = (count, total = count) =>
  count < total
    ? plural(total, _n("%(ready)s of %(count)s photo ready", "%(ready)s of %(count)s photos ready"), {
        ready: formatNumber(count),
      })
    : plural(total, _n("%(count)s photo ready", "%(count)s photos ready"));

/**
 * @param {number} current  number of the photo, from 1
 * @param {number} count
 */
export const position = (current, count) =>
  fill(_("Downloading %(current)s of %(count)s"), { current: formatNumber(current), count: formatNumber(count) });

/**
 * @param {number} current
 * @param {number} count
 * @param {number} read  megabytes
 * @param {number} total  megabytes
 */
export function progress(current, count, read, total) {
  const digits = total < 10 ? 1 : 0;
  const { format } = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return fill(_("Downloading %(current)s of %(count)s (%(read)s of %(total)s MB)"), {
    current: formatNumber(current),
    count: formatNumber(count),
    read: format(read),
    total: format(total),
  });
}
