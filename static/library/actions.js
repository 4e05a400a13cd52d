/** What is done with photos: deleted, moved, taken back. The page shows it at once, and puts back what failed. */

import { put, remove } from "./changes.js";
import { say } from "../ui/toast.js";
import { postNames, sayRefusal } from "./requests.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {import("./requests.js").Line} Line
 */

/** Above this number, one likes to see how far it is. */
const MANY = 50;

const GONE = 404;

/**
 * To the trash.
 * @param {Photo[]} photos
 * @param {Library} library
 */
export async function discard(photos, library) {
  remove(library, namesOf(photos));
  const lines = await withProgress(
    "/api/trash",
    photos.map(({ name }) => name),
    {},
    "Moving to the trash",
  );
  const { done } = settle(photos, lines, library, "deleted");
  if (!done.length) return;
  const undo = () =>
    putBack(
      done.map(({ trash = "" }) => trash),
      library,
    );
  say(`${counted(done.length)} moved to the trash.`, { action: "Undo", onAction: undo });
}

/**
 * Out of the trash; gives the lines of those that are back.
 * @param {string[]} names
 * @param {Library} [library]
 */
export async function putBack(names, library) {
  const lines = await withProgress("/api/restore", names, {}, "Putting back");
  const { done } = sorted(lines);
  if (library) put(library, photosOf(done));
  tellRefused(lines, "put back");
  if (done.length) say(`${counted(done.length)} put back.`);
  return done;
}

/**
 * Into an album, or with "" among the days.
 * @param {Photo[]} photos
 * @param {string} album
 * @param {Library} library
 */
export async function moveTo(photos, album, library) {
  remove(library, namesOf(photos));
  const lines = await withProgress(
    "/api/move",
    photos.map(({ name }) => name),
    { album },
    "Moving",
  );
  const { done } = settle(photos, lines, library, "moved");
  if (!done.length) return;
  put(library, photosOf(done));
  const former = new Map(photos.map((photo) => [photo.name, photo]));
  const undo = () => moveBack(done, former, library);
  say(`${counted(done.length)} moved to ${album || "the timeline"}.`, { action: "Undo", onAction: undo });
}

/**
 * @param {Line[]} lines
 * @param {Map<string, Photo>} former  by the name that they had
 * @param {Library} library
 */
async function moveBack(lines, former, library) {
  remove(library, namesOf(photosOf(lines)));
  let count = 0;
  for (const [album, some] of Map.groupBy(lines, ({ name }) => wayBack(/** @type {Photo} */ (former.get(name))))) {
    const photos = photosOf(some);
    const answers = await withProgress(
      "/api/move",
      photos.map(({ name }) => name),
      { album },
      "Moving back",
    );
    const { done } = settle(photos, answers, library, "moved back");
    put(library, photosOf(done));
    count += done.length;
  }
  if (count) say(`${counted(count)} moved back.`);
}

/**
 * The album to ask for, so that a photo comes back to where it was: "" is the day it was taken.
 * @param {Photo} photo
 */
function wayBack({ name, album, taken }) {
  const folder = name.slice(0, name.lastIndexOf("/"));
  return album === null && taken?.slice(0, 10) === folder.replaceAll("/", "-") ? "" : (album ?? folder) || ".";
}

/**
 * @param {string} address
 * @param {string[]} names
 * @param {{album?: string}} rest
 * @param {string} doing
 */
async function withProgress(address, names, rest, doing) {
  if (names.length <= MANY) return postNames(address, names, rest);
  const progress = say("", { seconds: Infinity, isSilent: true });
  const show = (/** @type {number} */ done) => progress.update(`${doing}: ${done} of ${names.length}`);
  show(0);
  const lines = await postNames(address, names, rest, show);
  progress.close();
  return lines;
}

/**
 * Puts the photos of refused lines back, except those that are gone anyway.
 * @param {Photo[]} photos
 * @param {Line[]} lines
 * @param {Library} library
 * @param {string} what
 */
function settle(photos, lines, library, what) {
  const { done, refused } = sorted(lines);
  const failed = new Set(refused.filter(({ status }) => status !== GONE).map(({ name }) => name));
  if (failed.size)
    put(
      library,
      photos.filter(({ name }) => failed.has(name)),
    );
  tellRefused(lines, what);
  return { done };
}

/**
 * @param {Line[]} lines
 * @param {string} what
 */
function tellRefused(lines, what) {
  const { refused } = sorted(lines);
  if (refused.length) sayRefusal(`${counted(refused.length)} could not be ${what}.`, refused[0]);
}

/** @param {Line[]} lines */
function sorted(lines) {
  const isRefused = (/** @type {Line} */ { outcome }) => outcome === "rejected";
  return { done: lines.filter((line) => !isRefused(line)), refused: lines.filter(isRefused) };
}

/** @param {Line[]} lines */
function photosOf(lines) {
  return lines.flatMap(({ photo }) => photo ?? []);
}

/** @param {Photo[]} photos */
function namesOf(photos) {
  return new Set(photos.map(({ name }) => name));
}

/** @param {number} count  `1 photo`, `12 photos` */
export function counted(count) {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? "photo" : "photos"}`;
}
