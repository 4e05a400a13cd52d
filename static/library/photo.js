/** A photo's URLs, shape and texts. Named as in `gallery/model/photos.py`. */

import { LIVE_PHOTO, VIDEO } from "../text/grid.js";
import { LOCALE } from "../ui/locale.js";
import { IS_OWNER, SHARE } from "./caller.js";

/**
 * @typedef {{
 *   name: string, file: string, album: string | null, taken: string | null, taken_from: string | null, when: string,
 *   width: number | null, height: number | null, colour: string | null, bytes: number, version: string | null,
 *   developed: boolean, problem?: string, caption?: string, tags?: string[], favorite?: true, orientation?: number, sidecar?: true,
 *   kind?: "video", duration?: number, codecs?: string, playable?: false,
 *   live?: {name?: string, duration: number | null, codecs: string}, raw?: {name: string, bytes: number},
 *   signatures?: Partial<Record<PreviewSize, string>>,
 * }} Photo  `orientation`: missing while the gallery doesn't know it; `duration`: of a video, in seconds; `codecs`: its media type (RFC 6381); `live`: the video of a live photo, which only the owner knows by its name; `raw`: the photo's raw file; `playable`: false if only the owner may play it; `signatures`: the ends of a visitor's SAS tokens; the owner has one token for all previews
 * @typedef {{url: string, sas: string}} Previews
 * @typedef {240 | 480 | 2048 | 4096} PreviewSize
 */

/** Pixels: the heights of rows at one and two device pixels, and the viewer's long edge. */
export const SIZES = /** @type {const} */ ([240, 480, 2048]);

/** The long edge of a preview that the app makes when people zoom in. */
export const ZOOM_SIZE = 4096;

/** Previews of wider photos are lower than their row, so they come from the next size. */
const WIDEST = 8;

/** This few photos are shown larger, and a single one larger still unless it's a panorama. */
const FEW = 12;
const WIDEST_ALONE = 2;

/**
 * Return the class of grid.css for the size of a whole library's photos. Must match the server (grid.py).
 * @param {import("./library.js").Library} library
 */
export function tileSize({ count, months, tiles }) {
  if (count === 1 && months[0].ratioSum <= WIDEST_ALONE) return "lone";
  return tiles || (count > 0 && count <= FEW ? "few" : "");
}

/**
 * Return preview sizes for one and two device pixels. Must match the server (grid.py).
 * @param {Photo} photo
 * @param {import("./library.js").Library} library
 * @returns {[240 | 480, 480 | 2048]}
 */
export function gridSizes({ width, height }, library) {
  const size = tileSize(library);
  if (size === "lone") return [480, 2048];
  const isHigh = size === "few" || size === "large" || (width && height && width >= WIDEST * height);
  return [isHigh ? 480 : 240, 480];
}

/**
 * @param {Photo} photo
 * @param {PreviewSize} size
 * @param {Previews} previews
 */
export function previewUrl(photo, size, { url, sas }) {
  const signature = photo.signatures ? photo.signatures[size] : "";
  if (!photo.developed) return appPreviewUrl(photo, size);
  if (signature === undefined || size === ZOOM_SIZE) return addQuery(appPreviewUrl(photo, size), "redirect=yes");
  return `${url}/${photo.version}-${size}?${sas}${signature}`;
}

/**
 * Return the URL of a preview through the app, which creates it if necessary.
 * @param {Photo} photo
 * @param {PreviewSize} size
 */
export function appPreviewUrl({ name }, size) {
  return photoPath(`${SHARE}/previews/${size}/`, name);
}

/** @param {Photo} photo */
export function originalUrl({ name }) {
  return photoPath("/photos/", name);
}

/**
 * Return the names of the other files of the owner's photo.
 * @param {Photo} photo
 */
export function companionsOf({ live, raw }) {
  return [live?.name, raw?.name].filter((name) => name !== undefined);
}

/** @param {string} name  of a file of the owner's photo */
export function fileUrl(name) {
  return addQuery(photoPath("/photos/", name), "download=yes");
}

/**
 * Return the URL that saves the original, or for everyone but the owner a copy without metadata.
 * @param {Photo} photo
 */
export function downloadUrl(photo) {
  if (IS_OWNER) return addQuery(originalUrl(photo), "download=yes");
  return photoPath(`${SHARE}/downloads/`, photo.name);
}

/** @param {Photo} photo  a video or a live photo */
export function videoUrl({ name }) {
  return photoPath(`${SHARE}/videos/`, name);
}

/** @param {string} album  "" for photos in no folder */
export function albumUrl(album) {
  return listUrl({ album: album || "." });
}

/** @param {Record<string, string>} query */
export function listUrl(query) {
  const pairs = Object.entries(query).map(([key, value]) => `${key}=${encodePath(value)}`);
  return pairs.length ? `${SHARE || "/"}?${pairs.join("&")}` : SHARE || "/";
}

/**
 * @param {Photo} photo
 * @param {Record<string, string>} [query]  of the list to show it in, instead of the timeline
 */
export function pageUrl({ name }, query) {
  return listUrl({ ...query, photo: name });
}

/** @param {Photo} photo */
export function altText({ file, taken, problem, caption, kind, live }) {
  const text = caption || (taken ? `${file}, ${formatMoment(taken)}` : file);
  const shown = kind === "video" ? `${VIDEO}: ${text}` : live ? `${LIVE_PHOTO}: ${text}` : text;
  return [shown, problem].filter(Boolean).join(". ");
}

/** @param {number} seconds  `1:05` or `1:02:03` */
export function formatDuration(seconds) {
  const whole = Math.max(1, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, index) => String(part).padStart(index ? 2 : 1, "0")).join(":");
}

/**
 * Return a format for wall-clock times: in no other calendar or time zone than the camera's.
 * @param {Intl.DateTimeFormatOptions} options
 */
export function formatter(options) {
  return new Intl.DateTimeFormat(LOCALE, { calendar: "gregory", timeZone: "UTC", ...options });
}

const DAY = formatter({ weekday: "short", day: "numeric" });
const DATE = formatter({ dateStyle: "long" });
const MOMENT = formatter({ dateStyle: "long", timeStyle: "short" });
const MONTH = formatter({ month: "long", year: "numeric" });

/** @param {string} month  `September 2026` of `2026-09` */
export function formatMonth(month) {
  return MONTH.format(new Date(`${month}-01`));
}

/** @param {string} when  `Sat 12` */
export function formatDay(when) {
  return DAY.format(new Date(when.slice(0, 10)));
}

/** @param {string} taken  `12 September 2026 at 10:11`, or only the day if the time is unknown */
export function formatMoment(taken, date = DATE, moment = MOMENT) {
  const hasTime = taken.includes("T");
  return (hasTime ? moment : date).format(new Date(hasTime ? `${taken.slice(0, 16)}Z` : taken));
}

/**
 * Percent-encode as Python's `quote` does, so that URLs from scripts hit the browser's cache.
 * @param {string} name
 */
export function encodePath(name) {
  return encodeURIComponent(name)
    .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", "/");
}

/**
 * @param {string} url
 * @param {string} query
 */
function addQuery(url, query) {
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}

/**
 * Names that start with a slash match no route, so they go in the query.
 * @param {string} route
 * @param {string} name
 */
export function photoPath(route, name) {
  return name.startsWith("/") ? `${route}?name=${encodePath(name)}` : route + encodePath(name);
}
