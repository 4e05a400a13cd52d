/** Listings of photos, and the SAS token for their previews that comes with each. */

import { listAll, listMonths, listPhotos } from "./requests.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {import("./photo.js").Previews} Previews
 */

/** Milliseconds for which previews that fail share one new token. */
const SHARED = 5000;

/** @type {Promise<void> | undefined} */
let renewal;

/**
 * @param {Library} library
 * @param {string[]} months
 * @returns {Promise<Photo[]>} all photos of these months
 */
export async function loadMonths(library, months) {
  const listing = await listKeys(library, months);
  useToken(library, listing);
  return listing.photos;
}

/**
 * @param {Library} library
 * @param {string[]} months
 */
function listKeys({ query }, months) {
  return query.sort === "name" ? listAll(query) : listMonths(query, months);
}

/**
 * Get a new token. A visitor's has a signature for each preview, so this gets those of the photo's month.
 * @param {Library} library
 * @param {Photo} photo
 */
export function renewToken(library, photo) {
  const { query } = library;
  renewal ??= (photo.signatures ? listKeys(library, [library.keyOf(photo)]) : listPhotos(query, { limit: "1" }))
    .then(
      (listing) => useToken(library, listing),
      () => {},
    )
    .finally(() => setTimeout(() => (renewal = undefined), SHARED));
  return renewal;
}

/**
 * A new token makes the signatures of photos that aren't in its listing invalid.
 * @param {Library} library
 * @param {{photos: Photo[], previews: Previews}} listing
 */
export function useToken(library, { photos, previews }) {
  if (previews.sas !== library.previews.sas) {
    const byName = new Map(photos.map((photo) => [photo.name, photo]));
    for (const photo of library.photos) photo.signatures &&= byName.get(photo.name)?.signatures ?? {};
  }
  library.previews = previews;
}
