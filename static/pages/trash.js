/** The trash page: the same grid as on other pages, to restore photos or delete them forever. Without scripts, its forms do. */

import { Checkboxes } from "../grid/checkboxes.js";
import { Grid } from "../grid/grid.js";
import { showCurrentMonth } from "../grid/current_month.js";
import { GridKeys } from "../grid/keys.js";
import { fitTiles, watchTileSizes } from "../grid/tile_size.js";
import { restorePhotos } from "../library/actions.js";
import { measureAge } from "../library/age.js";
import { addPhotos, removePhotos } from "../library/changes.js";
import { Library, monthOf } from "../library/library.js";
import { newestFirst } from "../library/order.js";
import { SelectionBar } from "../selection/bar.js";
import { Selection } from "../selection/selection.js";
import { DELETE_FOREVER, RESTORE, counted, deletedAt } from "../text/trash.js";
import { LOCALE } from "../ui/locale.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("../grid/section.js").Cell} Cell
 * @typedef {{photos: Photo[], deleted: string[], now: string, count: number, previews: Photo[]}} Data  in the page
 */

/** Of all photos here: the grid shows the photos of one album. */
const ALBUM = ".trash";

const DATE = new Intl.DateTimeFormat(LOCALE, { calendar: "gregory", dateStyle: "long", timeStyle: "short" });

const { deleted, now, count, ...data } = JSON.parse(document.querySelector("#library")?.textContent ?? "");
const form = /** @type {HTMLFormElement} */ (document.querySelector(".trash"));
const clockError = Date.now() - Date.parse(now);

/** When each photo was deleted, by name. @type {Map<string, Date>} */
const times = new Map(
  data.photos.map((/** @type {Photo} */ { name }, /** @type {number} */ index) => [
    name,
    new Date(Date.parse(deleted[index]) + clockError),
  ]),
);
const photos = data.photos
  .map((/** @type {Photo} */ photo) => ({ ...photo, album: ALBUM, when: localTimeOf(photo) }))
  .sort(newestFirst);
const months = [...Map.groupBy(photos, monthOf)].map(([month, { length }]) => ({ month, count: length, ratio_sum: 0 }));
const library = new Library({
  ...data,
  album: ALBUM,
  query: {},
  heading: "",
  months,
  photos,
  partial: [],
  newer: false,
});
const grid = new Grid(library, /** @type {HTMLElement} */ (form.querySelector(".photos")), openPhoto);
const selection = new Selection(library);
const keys = new GridKeys(grid, selection, true, deleteForever);

/** Photos in the trash that the page doesn't show. */
let hidden = count - photos.length;
/** @type {Promise<import("../grid/image_retry.js").ImageRetry> | undefined} */
let imageRetry;

labelPhotos();
grid.addEventListener("draw", labelPhotos);
showCurrentMonth(grid);
watchTileSizes(grid, library);
new Checkboxes(grid, selection);
new SelectionBar(selection, library, grid, [
  { icon: "restore", label: RESTORE, removes: true, run: restore },
  { icon: "delete", label: DELETE_FOREVER, run: deleteForever },
]);
library.addEventListener("change", update);
document.querySelector(".bar .select")?.addEventListener("click", () => selection.start());
addEventListener("keydown", (event) => keys.press(event));
grid.element.addEventListener("error", ({ target }) => retryImage(target), true);
for (const image of grid.failedImages) retryImage(image);
// A long press selects; Android would open a menu.
grid.element.addEventListener(
  "contextmenu",
  (event) => /** @type {PointerEvent} */ (event).pointerType === "touch" && event.preventDefault(),
);
document.addEventListener("submit", (event) => {
  const { id } = /** @type {HTMLFormElement} */ (event.target);
  if (id === "empty") deleteForever();
  else if (id === "all") restore(library.photos);
  else if (event.target !== form) return;
  event.preventDefault();
});

/** @param {Photo[]} chosen */
async function restore(chosen) {
  removePhotos(library, new Set(chosen.map(({ name }) => name)));
  const results = await restorePhotos(chosen.map(({ name }) => name));
  const restored = new Set(results.map(({ name }) => name));
  addPhotos(
    library,
    chosen.filter(({ name }) => !restored.has(name)),
  );
  showHidden();
}

/** @param {Photo[]} [chosen]  all if missing */
async function deleteForever(chosen) {
  const { deleteForever } = await import("../library/delete_forever.js");
  const results = await deleteForever(
    library,
    chosen?.map(({ name }) => name),
  );
  hidden -= results.filter(({ name, outcome }) => outcome !== "rejected" && !times.has(name)).length;
  update();
  showHidden();
}

/** @param {Photo} photo */
async function openPhoto(photo) {
  const { openTrashedPhoto } = await import("../library/trashed_photo_dialog.js");
  openTrashedPhoto(photo, describeDeletion(photo), restore, deleteForever);
}

/** Show when photos were deleted, instead of the day they were taken. */
function labelPhotos() {
  for (const { photo, item, link } of grid.cells) {
    const heading = item.querySelector("h3");
    if (!heading || heading.title) continue;
    heading.textContent = describeDeletion(photo);
    heading.removeAttribute("lang");
    heading.title = DATE.format(times.get(photo.name));
    link.href = `/previews/2048/?name=${encodeURIComponent(photo.name)}`;
  }
  for (const box of grid.element.querySelectorAll("input")) box.tabIndex = -1;
}

/** @param {Photo} photo */
function describeDeletion({ name }) {
  return deletedAt(measureAge(Date.now() - Number(times.get(name))));
}

/** @param {Photo} photo  `2026-11-28T21:30:00.000` */
function localTimeOf({ name }) {
  const time = /** @type {Date} */ (times.get(name));
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, -1);
}

function update() {
  const text = form.querySelector(".count");
  if (text) text.textContent = counted(library.count + hidden, library.count);
  fitTiles(grid, library);
  if (library.count || hidden > 0) return;
  const hadFocus = form.contains(document.activeElement);
  form.hidden = true;
  document.querySelector(".empty")?.removeAttribute("hidden");
  if (hadFocus || document.activeElement === document.body) document.querySelector("main")?.focus();
}

/** Once all photos on the page are gone. */
function showHidden() {
  if (!library.count && hidden > 0) location.reload();
}

/** @param {EventTarget | null} target */
async function retryImage(target) {
  const cell = target instanceof HTMLImageElement && target.hasAttribute("src") && grid.cellAt(target);
  if (!cell) return;
  imageRetry ??= import("../grid/image_retry.js").then(({ ImageRetry }) => new ImageRetry(library));
  (await imageRetry.catch(() => (imageRetry = undefined)))?.retry(cell);
}
