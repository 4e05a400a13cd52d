/** Formats the facts about a photo. */

import { element } from "../ui/elements.js";
import { formatDuration, formatMoment, formatter } from "../library/photo.js";
import { formatBytes } from "../ui/bytes.js";
import { EAST, megapixels, NORTH, SHOW_ON_MAP, SOURCES, SOUTH, WEST } from "../text/viewer.js";
import { LOCALE, formatNumber } from "../ui/locale.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {{
 *   model: string | null, lens: string | null, focal_length: number | null, aperture: number | null,
 *   exposure: number | null, iso: number | null,
 * }} Camera
 * @typedef {{latitude: number, longitude: number}} Location  in degrees
 * @typedef {{photo: Photo, camera?: Camera, location?: Location | null, place?: string | null, description?: string | null, rating?: number | null, guest?: string}} Details  of `/api/details`; `guest` is "" for one without a name
 */

const DATE = formatter({ dateStyle: "full" });
const MOMENT = formatter({ dateStyle: "full", timeStyle: "short" });
const ONE_DECIMAL = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });

/** Only the owner gets it. */
const OFFSET = /(?<=T.*)[+-]\d\d:\d\d$/;

/** Seconds from which exposures are shown as decimals. */
const LONG = 0.3;

/** @param {Photo} photo */
export function formatTaken({ taken, taken_from }) {
  if (!taken) return [];
  const time = element("time", { dateTime: taken, lang: LOCALE }, formatMoment(taken, DATE, MOMENT));
  const offset = OFFSET.exec(taken);
  const source = SOURCES[taken_from ?? ""];
  return [time, offset && `UTC${offset[0]}`, source && element("span", { className: "hint" }, source)];
}

/** @param {Photo} photo */
export function formatSize({ width, height, bytes, duration }) {
  if (!width || !height) return [formatBytes(bytes)];
  if (duration) return [`${width} × ${height}`, formatDuration(duration), formatBytes(bytes)];
  const millions = (width * height) / 1e6;
  const suffix = millions < 0.1 ? "" : ` · ${megapixels(Math.round(millions * 10) / 10)}`;
  return [`${width} × ${height}${suffix}`, formatBytes(bytes)];
}

/** @param {Camera} camera */
export function formatCamera({ model, lens, focal_length, aperture, exposure, iso }) {
  const settings = [
    aperture && `f/${formatNumber(aperture)}`,
    exposure && `${formatExposure(exposure)} s`,
    focal_length && `${formatNumber(focal_length)} mm`,
    iso && `ISO ${iso}`,
  ];
  return [model, lens, settings.filter(Boolean).join(" · ")].filter(Boolean);
}

/** @param {Location} location  not sent anywhere until people follow the link */
export function linkToMap({ latitude, longitude }) {
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}`;
  const text = `${formatDegrees(latitude, NORTH, SOUTH)}, ${formatDegrees(longitude, EAST, WEST)}`;
  return element("a", { href, target: "_blank", rel: "noopener noreferrer", title: SHOW_ON_MAP }, text);
}

/**
 * @param {number} value
 * @param {string} positive
 * @param {string} negative
 */
function formatDegrees(value, positive, negative) {
  return `${Math.abs(value).toFixed(5)}° ${value < 0 ? negative : positive}`;
}

/** @param {number} seconds */
function formatExposure(seconds) {
  return seconds < LONG ? `1/${Math.round(1 / seconds)}` : ONE_DECIMAL.format(seconds);
}
