/** Turning photos by a quarter. Their files stay as they are. */

import { ROTATING } from "../text/edits.js";
import { showFailure } from "../ui/toast.js";
import { editPhotos } from "./edits.js";
import { photoPath } from "./photo.js";
import { requestJson } from "./requests.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {import("./edits.js").Edit} Edit
 */

/** Orientations (EXIF, tag 274) after a quarter turn clockwise. The second four are mirrored. @type {Record<number, number>} */
const CLOCKWISE = { 1: 6, 6: 3, 3: 8, 8: 1, 2: 7, 7: 4, 4: 5, 5: 2 };

/** Quarter turns that people asked for while others were under way, by name. @type {Map<string, number>} */
const waiting = new Map();
let isRunning = false;

/** @param {Photo[]} photos  @param {Library} library */
export const rotateRight = (photos, library) => rotate(photos, 1, library);

/** @param {Photo[]} photos  @param {Library} library */
export const rotateLeft = (photos, library) => rotate(photos, 3, library);

/**
 * Turn photos. Keys that are pressed during a request are sent together in the next one.
 * @param {Photo[]} photos
 * @param {number} turns
 * @param {Library} library
 */
async function rotate(photos, turns, library) {
  for (const { name } of photos) waiting.set(name, ((waiting.get(name) ?? 0) + turns) % 4);
  if (isRunning) return;
  isRunning = true;
  try {
    while (waiting.size) await editPhotos(await takeEdits(library), library, { activity: ROTATING });
  } catch (error) {
    waiting.clear();
    showFailure("", /** @type {Error} */ (error));
  } finally {
    isRunning = false;
  }
}

/**
 * The edits name the orientation, so that repeating one changes nothing.
 * @param {Library} library
 */
async function takeEdits(library) {
  const turned = [...waiting].filter(([, turns]) => turns);
  waiting.clear();
  /** @type {Edit[]} */
  const edits = [];
  for (const [name, turns] of turned) {
    let orientation = library.photoNamed(name)?.orientation ?? (await readOrientation(name));
    for (let turn = 0; turn < turns; turn++) orientation = CLOCKWISE[orientation];
    edits.push({ name, changes: { orientation } });
  }
  return edits;
}

/**
 * Return the orientation of a photo that has never been developed, or was before the gallery kept it.
 * @param {string} name
 * @returns {Promise<number>}
 */
async function readOrientation(name) {
  /** @type {{photo: Photo}} */
  const { photo } = await requestJson(photoPath("/api/details/", name));
  return photo.orientation ?? 1;
}
