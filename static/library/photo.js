/** What a photo is to the page: its addresses, its shape, its words. The same nouns as `gallery/model/photos.py`. */

/**
 * @typedef {{
 *   name: string, file: string, album: string | null, taken: string | null, taken_from: string | null, when: string,
 *   width: number | null, height: number | null, colour: string | null, bytes: number, version: string | null,
 *   developed: boolean,
 * }} Photo
 * @typedef {{url: string, sas: string}} Previews
 */

/** Pixels: the height of the grid's rows at one and two device pixels, and the viewer's long edge. */
export const SIZES = /** @type {const} */ ([240, 480, 2048]);

/** A preview of what is wider is less high than its row. */
const WIDEST = 8;

/** So few photos are shown larger; one alone, but for a panorama, larger still. */
const FEW = 12;
const WIDEST_ALONE = 2;

/**
 * How large a whole library shows its photos, as a class of grid.css: the server reckons alike (rendering.py).
 * @param {import("./library.js").Library} library
 */
export function crowdOf({ count, months }) {
  if (count === 1 && months[0].ratioSum <= WIDEST_ALONE) return "lone";
  return count > 0 && count <= FEW ? "few" : "";
}

/**
 * Of the previews in the grid, for one and for two device pixels; the server chooses alike (rendering.py).
 * @param {Photo} photo
 * @param {import("./library.js").Library} library
 * @returns {[240 | 480, 480 | 2048]}
 */
export function gridSizes({ width, height }, library) {
  const crowd = crowdOf(library);
  if (crowd === "lone") return [480, 2048];
  const isLow = width && height && width >= WIDEST * height;
  return [crowd || isLow ? 480 : 240, 480];
}

/**
 * @param {Photo} photo
 * @param {240 | 480 | 2048} size
 * @param {Previews} previews
 */
export function source(photo, size, { url, sas }) {
  if (!photo.developed) return fallback(photo, size);
  return `${url}/${encoded(photo.name)}/${photo.version}-${size}?${sas}`;
}

/**
 * By way of the app, which develops the photo if it has to.
 * @param {Photo} photo
 * @param {240 | 480 | 2048} size
 */
export function fallback({ name }, size) {
  return at(`/previews/${size}/`, name);
}

/** @param {Photo} photo */
export function original({ name }) {
  return at("/photos/", name);
}

/** @param {Photo} photo  The address of its page. */
export function pageOf({ name }) {
  return `/?photo=${encoded(name)}`;
}

/** @param {Photo} photo  The alternative text. */
export function description({ file, taken }) {
  return taken ? `${file}, ${moment(taken)}` : file;
}

const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", timeZone: "UTC" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

/** @param {string} month  `September 2026` of `2026-09` */
export function monthTitle(month) {
  return MONTH.format(new Date(`${month}-01`));
}

/** @param {string} when  `Sat 12` */
export function dayTitle(when) {
  return DAY.format(new Date(when.slice(0, 10)));
}

/** @param {string} taken  `12 September 2026, 10:11`; the day alone where no time is known. */
export function moment(taken) {
  const words = DATE.format(new Date(taken.slice(0, 10)));
  return taken.includes("T") ? `${words}, ${taken.slice(11, 16)}` : words;
}

/**
 * Percent-encoded as Python's `quote` does, so that the browser's cache knows the address again.
 * @param {string} name
 */
export function encoded(name) {
  return encodeURIComponent(name)
    .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", "/");
}

/**
 * No route matches a name that starts with a slash, so it goes as query.
 * @param {string} route
 * @param {string} name
 */
function at(route, name) {
  return name.startsWith("/") ? `${route}?name=${encoded(name)}` : route + encoded(name);
}
