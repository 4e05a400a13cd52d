/** What the library asks the gallery for. */

/**
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {import("./photo.js").Previews} Previews
 * @typedef {{photos: Photo[], next: string | null, previews: Previews}} Answer  of `/api/photos`
 */

/** Photos in one answer: the most that the gallery gives. */
const LIMIT = "5000";

const UNREACHABLE = "The gallery can't be reached.";

/**
 * All photos of some months.
 * @param {string | null} album
 * @param {string[]} months
 */
export async function photosOf(album, months) {
  const month = months.join(",");
  let answer = await ask(album, { month, limit: LIMIT });
  const photos = answer.photos;
  while (answer.next) {
    answer = await ask(album, { month, limit: LIMIT, before: answer.next });
    photos.push(...answer.photos);
  }
  return { photos, previews: answer.previews };
}

/**
 * @param {string | null} album
 * @param {Record<string, string>} query
 * @returns {Promise<Answer>}
 * @throws {Error} with what to tell a person
 */
export async function ask(album, query) {
  const asked = new URLSearchParams(query);
  if (album !== null) asked.set("album", album || ".");
  const answer = await fetch(`/api/photos?${asked}`).catch(() => undefined);
  if (!answer) throw new Error(UNREACHABLE);
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).detail ?? UNREACHABLE);
  return answer.json();
}
