/** Dialogs for the date of one photo or many. */

import { forPhotos } from "../text/edits.js";
import * as text from "../text/dates.js";
import { element } from "../ui/elements.js";
import { ask } from "../ui/form_dialog.js";
import { showFailure } from "../ui/toast.js";
import { editPhotos } from "./edits.js";
import { formatMoment, photoPath } from "./photo.js";
import { requestJson } from "./requests.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {import("./edits.js").Changes} Changes
 * @typedef {{photo: Photo, taken: string | null, etag: string, embedded: {taken: string | null}}} Said
 *   of `GET /api/photos/{name}`
 * @typedef {{date: string, time: string, offset: string}} Parts
 */

const OFFSET = /[+-]\d\d:\d\d$/;
const MINUTES_PER_HOUR = 60;
const HOURS_PER_DAY = 24;

/**
 * @param {Photo[]} photos
 * @param {Library} library
 */
export async function editDate(photos, library) {
  if (photos.length > 1) return changeDates(photos, library);
  const said = await read(photos[0]);
  if (!said) return;
  const before = split(said.photo.taken ?? "");
  const date = element("input", { type: "date", name: "date", value: before.date, required: true });
  const time = element("input", { type: "time", name: "time", step: "1", value: before.time });
  const offset = offsetField(before.offset);
  /** @type {HTMLElement[]} */
  const fields = [label(text.DATE, date), label(text.TIME, time), label(text.OFFSET, offset)];
  const own = said.taken !== null && said.embedded.taken;
  if (own) fields.push(element("p", { className: "hint" }, text.inFile(formatMoment(own))));
  const chosen = await ask(text.EDIT_DATE, fields, said.taken === null ? undefined : text.USE_OWN_DATE);
  const changes =
    chosen === "other"
      ? { taken: null }
      : findChanges(before, { date: date.value, time: time.value, offset: offset.value });
  if (chosen && Object.keys(changes).length) await save([{ name: said.photo.name, etag: said.etag, changes }], library);
}

/**
 * Set the day or the offset of many photos, or shift them.
 * @param {Photo[]} photos
 * @param {Library} library
 */
async function changeDates(photos, library) {
  const day = element("input", { type: "date", name: "day" });
  const [days, hours, minutes] = ["days", "hours", "minutes"].map((name) =>
    element("input", { type: "number", name, step: "1", placeholder: "0" }),
  );
  const offset = offsetField("");
  const shift = element(
    "fieldset",
    {},
    element("legend", {}, text.SHIFT),
    label(text.DAYS, days),
    label(text.HOURS, hours),
    label(text.MINUTES, minutes),
    element("p", { className: "hint" }, text.SHIFT_HINT),
  );
  const fields = [label(text.DAY, day), shift, label(text.OFFSET, offset)];
  const chosen = await ask(forPhotos(text.EDIT_DATE, photos.length), fields, text.USE_OWN_DATES);
  const shifted =
    (days.valueAsNumber || 0) * HOURS_PER_DAY * MINUTES_PER_HOUR +
    (hours.valueAsNumber || 0) * MINUTES_PER_HOUR +
    (minutes.valueAsNumber || 0);
  /** @type {Changes} */
  const changes =
    chosen === "other"
      ? { taken: null }
      : {
          ...(day.value && { day: day.value }),
          ...(shifted && { shift_minutes: shifted }),
          ...(offset.value && { offset: offset.value }),
        };
  if (!chosen || !Object.keys(changes).length) return;
  // Those that move towards the others' days move last, so that files with the same name don't get numbers.
  const sign = shifted > 0 ? -1 : 1;
  const ordered = photos.toSorted((one, other) => (one.when < other.when ? -sign : sign));
  await save(
    ordered.map(({ name }) => ({ name, changes })),
    library,
  );
}

/**
 * @param {Photo} photo
 * @returns {Promise<Said | undefined>} undefined after showing an error
 */
async function read({ name }) {
  try {
    return await requestJson(photoPath("/api/photos/", name));
  } catch (error) {
    showFailure("", /** @type {Error} */ (error));
  }
}

/**
 * @param {import("./edits.js").Edit[]} edits
 * @param {Library} library
 */
function save(edits, library) {
  return editPhotos(edits, library, { key: crypto.randomUUID() });
}

/**
 * Return what to change. A time that stays keeps its fraction of a second.
 * @param {Parts} before
 * @param {Parts} after
 * @returns {Changes}
 */
function findChanges(before, { date, time, offset }) {
  if (!time) return before.time || date !== before.date ? { taken: date } : {};
  if (time.padEnd(8, ":00") !== before.time) return { taken: `${date}T${time}${offset}` };
  return {
    ...(date !== before.date && { day: date }),
    ...(offset !== before.offset && { offset: offset || null }),
  };
}

/**
 * @param {string} taken
 * @returns {Parts}
 */
function split(taken) {
  return { date: taken.slice(0, 10), time: taken.slice(11, 19), offset: OFFSET.exec(taken.slice(11))?.[0] ?? "" };
}

/**
 * @param {string} name
 * @param {HTMLInputElement} field
 */
function label(name, field) {
  return element("label", {}, name, field);
}

/** @param {string} value */
function offsetField(value) {
  const pattern = String.raw`[+\-](0\d|1[0-4]):[0-5]\d`;
  return element("input", { name: "offset", value, pattern, placeholder: "+02:00", autocomplete: "off" });
}
