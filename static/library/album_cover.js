/** Makes a photo the cover of its album, or of an album around that. */

import * as text from "../text/albums.js";
import { UNDO } from "../text/photos.js";
import { choose } from "../ui/choice_dialog.js";
import { showFailure, showToast } from "../ui/toast.js";
import { requestJson } from "./requests.js";

/**
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {{album: string, cover: string}} Cover  `cover`: the photo's name within the album, "" for its newest
 */

/** Years, months and days can't have covers. */
const TIMELINE = /^\d{4}(\/\d\d){0,2}$/;

/** @param {Photo} photo  in an album */
export async function useAsCover({ name, album }) {
  const albums = albumsAround(album ?? "");
  const chosen = albums.length > 1 ? await choose(text.COVER_OF, ...albums) : albums[0];
  if (!chosen) return;
  try {
    const { cover: before } = await changeSettings({ album: chosen });
    const cover = name.slice(chosen.length).replace(/^\//, "");
    await changeCover(chosen, cover);
    if (cover === before) return void showToast(text.COVER_CHOSEN);
    showToast(text.COVER_CHOSEN, { action: UNDO, onAction: () => undo(chosen, before) });
  } catch (error) {
    showFailure(text.NOT_CHANGED, /** @type {import("./requests.js").RequestError} */ (error));
  }
}

/**
 * @param {string} album
 * @param {string} cover
 */
async function undo(album, cover) {
  try {
    await changeCover(album, cover);
    showToast(cover ? text.COVER_CHOSEN : text.COVER_IS_NEWEST);
  } catch (error) {
    showFailure(text.NOT_CHANGED, /** @type {import("./requests.js").RequestError} */ (error));
  }
}

/**
 * @param {string} album
 * @param {string} cover
 */
async function changeCover(album, cover) {
  await changeSettings({ album, cover });
  document.dispatchEvent(new CustomEvent("gallery:cover", { detail: { album, cover } }));
}

/**
 * @param {{album: string, cover?: string}} changes  none: only ask for the settings
 * @returns {Promise<{cover: string}>}
 */
function changeSettings(changes) {
  return requestJson("/api/albums/settings", changes);
}

/**
 * @param {string} album
 * @returns {string[]} the album, and those that it's in
 */
function albumsAround(album) {
  if (album.startsWith("/")) return [album];
  const parts = album.split("/");
  const paths = parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
  return paths.filter((path) => path && !TIMELINE.test(path));
}
