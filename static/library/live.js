/** Shows guests what others add and remove while the page is open: now and every 20 seconds, as long as it's visible. */

import { replaceAll } from "./changes.js";
import { useToken } from "./listings.js";
import { apiPath } from "./caller.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {import("./requests.js").Listing} Listing
 */

/** Milliseconds between checks. */
const INTERVAL = 20_000;

/** Photos per listing, the most that the gallery allows. A page with more shows changes after a reload. */
const LIMIT = 5000;

const NOT_FOUND = 404;

/** The link was revoked or has expired, or now has a password. */
const ENDED = [403, NOT_FOUND];

/**
 * Dispatches `arrive` on the library, with the new photos, after it shows them.
 * @param {Library} library
 */
export function watchShare(library) {
  let shown = "";
  const check = async () => {
    if (document.hidden) return;
    // The browser repeats the request with the ETag, so a listing without changes takes a few bytes.
    const response = await fetch(`${apiPath("photos")}?limit=${LIMIT}`, { cache: "no-cache" }).catch(() => undefined);
    if (response && ENDED.includes(response.status)) return location.reload();
    const version = response?.headers.get("ETag") ?? "";
    if (!response?.ok || version === shown) return;
    shown = version;
    showListing(library, await response.json());
  };
  check();
  setInterval(check, INTERVAL);
  document.addEventListener("visibilitychange", check);
}

/**
 * @param {Library} library
 * @param {Listing} listing
 */
function showListing(library, listing) {
  if (listing.next) return;
  const known = new Map(library.photos.map((photo) => [photo.name, photo]));
  const wasComplete = library.months.every(({ isLoaded }) => isLoaded);
  useToken(library, listing);
  replaceAll(
    library,
    listing.photos.map((photo) => keepUnchanged(photo, known.get(photo.name))),
  );
  const detail = wasComplete ? listing.photos.filter(({ name }) => !known.has(name)) : [];
  if (detail.length) library.dispatchEvent(new CustomEvent("arrive", { detail }));
}

/**
 * Return the object that's shown already, unless something about the photo has changed.
 * @param {Photo} photo
 * @param {Photo} [shown]
 */
function keepUnchanged(photo, shown) {
  const isSame = shown?.version === photo.version && shown.caption === photo.caption && shown.when === photo.when;
  return shown && isSame ? Object.assign(shown, photo) : photo;
}
