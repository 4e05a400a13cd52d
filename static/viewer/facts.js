/** Facts about a photo in words. */

import { element } from "../ui/elements.js";
import { moment } from "../library/photo.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {{
 *   model: string | null, lens: string | null, focal_length: number | null, aperture: number | null,
 *   exposure: number | null, iso: number | null,
 * }} Camera
 * @typedef {{latitude: number, longitude: number}} Location  in degrees
 * @typedef {{photo: Photo, camera?: Camera, location?: Location | null, description?: string | null}} Details  of `/api/details`
 */

const WEEKDAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "UTC" });

/** How the moment is known, where the camera has not said it. @type {Record<string, string>} */
const SOURCES = {
  xmp: "as a program noted it",
  name: "by the file's name",
  file: "by the file's own time",
  upload: "the day it came here",
};

/** Seconds, from which on a fraction says less than a number. */
const LONG = 0.3;

/** @param {Photo} photo */
export function takenOf({ taken, taken_from }) {
  if (!taken) return [];
  const time = element(
    "time",
    { dateTime: taken },
    `${WEEKDAY.format(new Date(taken.slice(0, 10)))}, ${moment(taken)}`,
  );
  const source = SOURCES[taken_from ?? ""];
  return source ? [time, element("span", { className: "hint" }, source)] : [time];
}

/** @param {Photo} photo */
export function sizeOf({ width, height, bytes }) {
  if (!width || !height) return [bytesInWords(bytes)];
  const megapixels = (width * height) / 1e6;
  const both = megapixels < 0.1 ? "" : ` · ${megapixels.toFixed(1)} megapixels`;
  return [`${width} × ${height}${both}`, bytesInWords(bytes)];
}

/** @param {Camera} camera */
export function cameraLines({ model, lens, focal_length, aperture, exposure, iso }) {
  const settings = [
    aperture && `f/${aperture}`,
    exposure && `${exposureInWords(exposure)} s`,
    focal_length && `${focal_length} mm`,
    iso && `ISO ${iso}`,
  ];
  return [model, lens, settings.filter(Boolean).join(" · ")].filter(Boolean);
}

/** @param {Location} location  A link to a map elsewhere, which is told nothing before it is followed. */
export function placeOf({ latitude, longitude }) {
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}`;
  const words = `${degrees(latitude, "N", "S")}, ${degrees(longitude, "E", "W")}`;
  const title = "Show on OpenStreetMap, in a new tab";
  return element("a", { href, target: "_blank", rel: "noopener noreferrer", title }, words);
}

/**
 * @param {number} value
 * @param {string} positive
 * @param {string} negative
 */
function degrees(value, positive, negative) {
  return `${Math.abs(value).toFixed(5)}° ${value < 0 ? negative : positive}`;
}

/** @param {number} seconds */
function exposureInWords(seconds) {
  return seconds < LONG ? `1/${Math.round(1 / seconds)}` : String(Math.round(seconds * 10) / 10);
}

/** @param {number} bytes */
function bytesInWords(bytes) {
  return bytes >= 1e5 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`;
}
