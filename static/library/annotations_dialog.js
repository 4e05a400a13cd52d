/** Dialogs for the caption or the tags of one photo or many. */

import { EDIT_DATE } from "../text/dates.js";
import * as text from "../text/edits.js";
import { choose } from "../ui/choice_dialog.js";
import { element } from "../ui/elements.js";
import { ask } from "../ui/form_dialog.js";
import { showFailure } from "../ui/toast.js";
import { changePhotos, editPhotos, toggleFavorites } from "./edits.js";
import { showInAlbum } from "./album_dialog.js";
import { photoPath } from "./photo.js";
import { requestJson } from "./requests.js";
import { rotateLeft, rotateRight } from "./rotate.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {import("./edits.js").Changes} Changes
 * @typedef {{
 *   caption: string | null, tags: string[] | null, etag: string, embedded: {caption: string, tags: string[]},
 *   problem?: string | null,
 * }} Annotations  of `GET /api/photos/{name}`
 */

export { rotateLeft, rotateRight, toggleFavorites };

/** The problem of a sidecar that belongs to other bytes. */
const OTHER_PHOTO = "other photo";

/** A tag in a field: one that has a comma is in quotes. As in `gallery/web/tag_fields.py`. */
const TAG = /\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]*))(?:,|$)/g;

/** Most of a caption. */
const MAX_CAPTION = 10_000;

/**
 * @param {Photo[]} photos
 * @param {Library} library
 */
export async function editCaption(photos, library) {
  const said = await read(photos, library);
  if (!said) return;
  const field = element("textarea", { name: "caption", rows: 4, maxLength: MAX_CAPTION, dir: "auto" });
  field.value = said.caption ?? "";
  const label = element("label", {}, text.CAPTION, field);
  const hint = said.caption === null && offer(said.embedded.caption, text.USE_CAPTION, field);
  const isSaved = await ask(text.forPhotos(text.EDIT_CAPTION, photos.length), [label, ...(hint || [])]);
  if (isSaved) await save(photos, { caption: field.value }, said, library);
}

/**
 * @param {Photo[]} photos
 * @param {Library} library
 */
export async function editTags(photos, library) {
  if (photos.length > 1) return changeTags(photos, library);
  const said = await read(photos, library);
  if (!said) return;
  const field = tagField("tags", said.tags ?? []);
  const hint = said.tags === null && offer(join(said.embedded.tags), text.USE_TAGS, field);
  const label = element("label", {}, text.TAGS, field);
  const isSaved = await ask(text.EDIT_TAGS, [label, ...(hint || [])]);
  if (isSaved) await save(photos, { tags: split(field.value) }, said, library);
}

/**
 * Let people choose what to edit.
 * @param {Photo[]} photos
 * @param {Library} library
 */
export async function chooseEdit(photos, library) {
  const favorite = photos.every((photo) => photo.favorite) ? text.REMOVE_FAVORITE : text.ADD_FAVORITE;
  const rotations = [text.ROTATE_RIGHT, text.ROTATE_LEFT];
  const title = text.forPhotos(text.EDIT, photos.length);
  const chosen = await choose(
    title,
    text.EDIT_CAPTION,
    text.EDIT_TAGS,
    favorite,
    EDIT_DATE,
    ...rotations,
    text.SHOW_IN_ALBUM,
  );
  if (chosen === text.EDIT_CAPTION) await editCaption(photos, library);
  else if (chosen === text.EDIT_TAGS) await editTags(photos, library);
  else if (chosen === text.ROTATE_RIGHT) await rotateRight(photos, library);
  else if (chosen === text.ROTATE_LEFT) await rotateLeft(photos, library);
  else if (chosen === EDIT_DATE) await (await import("./date_dialog.js")).editDate(photos, library);
  else if (chosen === text.SHOW_IN_ALBUM) await showInAlbum(photos, library);
  else if (chosen) await toggleFavorites(photos, library);
}

/**
 * Add and remove tags of many photos.
 * @param {Photo[]} photos
 * @param {Library} library
 */
async function changeTags(photos, library) {
  const added = tagField("add_tags", []);
  const removed = tagField("remove_tags", []);
  const isSaved = await ask(text.forPhotos(text.EDIT_TAGS, photos.length), [
    element("label", {}, text.ADD_TAGS, added),
    element("label", {}, text.REMOVE_TAGS, removed),
  ]);
  const changes = { add_tags: split(added.value), remove_tags: split(removed.value) };
  if (isSaved && (changes.add_tags.length || changes.remove_tags.length)) await changePhotos(photos, changes, library);
}

/**
 * Return what people say about the photo; nothing about several photos, and undefined after showing an error.
 * If the text belongs to another photo that had the name, people decide first whether to keep it.
 * @param {Photo[]} photos
 * @param {Library} library
 * @returns {Promise<Annotations | undefined>}
 */
async function read(photos, library) {
  if (photos.length > 1) return { caption: "", tags: [], etag: "", embedded: { caption: "", tags: [] } };
  const path = photoPath("/api/photos/", photos[0].name);
  try {
    /** @type {Annotations} */
    const said = await requestJson(path);
    if (said.problem !== OTHER_PHOTO) return said;
    if (!(await choose(text.OTHER_PHOTO, text.KEEP_TEXT))) return undefined;
    await changePhotos(photos, { keep_sidecar: true }, library);
    return await requestJson(path);
  } catch (error) {
    showFailure("", /** @type {Error} */ (error));
    return undefined;
  }
}

/**
 * @param {Photo[]} photos
 * @param {Changes} changes
 * @param {Annotations} said
 * @param {Library} library
 */
function save(photos, changes, { etag }, library) {
  return etag ? editPhotos([{ name: photos[0].name, etag, changes }], library) : changePhotos(photos, changes, library);
}

/**
 * Show what's in the file, with a button that puts it into the field.
 * @param {string} embedded
 * @param {string} label
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 */
function offer(embedded, label, field) {
  if (!embedded) return [];
  const onclick = () => ((field.value = embedded), field.focus());
  return [
    element("p", { className: "hint" }, `${text.inFile(embedded)} ${text.ONLY_YOU}`),
    element("button", { type: "button", onclick }, label),
  ];
}

/**
 * @param {string} name
 * @param {string[]} tags
 */
function tagField(name, tags) {
  return element("input", { name, value: join(tags), placeholder: text.SEPARATED, autocomplete: "off" });
}

/** @param {string[]} tags */
function join(tags) {
  return tags.map((tag) => (/[",]/.test(tag) ? `"${tag.replaceAll('"', '""')}"` : tag)).join(", ");
}

/** @param {string} tags */
function split(tags) {
  return [...tags.matchAll(TAG)]
    .map(([, quoted, plain]) => (quoted?.replaceAll('""', '"') || plain || "").trim())
    .filter(Boolean);
}
