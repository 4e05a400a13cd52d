/** What a photo is to the page: its addresses, its shape, its words. The same nouns as `gallery/photos.py`. */

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

const NARROWEST = 0.4;
const WIDEST = 4;
const OF_MOST_CAMERAS = 4 / 3;

/** @param {Photo} photo  Width / height in the grid, as the server reckons the hints. */
export function ratio({ width, height }) {
  return width && height ? Math.min(Math.max(width / height, NARROWEST), WIDEST) : OF_MOST_CAMERAS;
}

/**
 * Newest first, as the server sorts them.
 * @param {Photo} one
 * @param {Photo} other
 */
export function newestFirst(one, other) {
  return `${one.when} ${one.name}` < `${other.when} ${other.name}` ? 1 : -1;
}

/**
 * @param {Photo} photo
 * @param {240 | 480 | 2048} size
 * @param {Previews} previews
 */
export function source(photo, size, { url, sas }) {
  if (!photo.developed) return fallback(photo, size);
  return `${url}/${encoded(photo.name)}/${photo.version}-${size}.webp?${sas}`;
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

/** @param {string} taken  `12 September 2026, 10:11`; the day alone where no time is known. */
export function moment(taken) {
  const day = new Date(`${taken.slice(0, 10)}T00:00:00Z`);
  const words = day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
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
