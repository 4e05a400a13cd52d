/** The photos page. Loads only what shows and scrolls photos; everything else comes on first use. */

import { Grid } from "../grid/grid.js";
import { Library } from "../library/library.js";
import { CAN_DOWNLOAD, IS_OWNER, SHARE } from "../library/caller.js";

/** What people do first. */
const FIRST_USE = ["pointermove", "pointerdown", "keydown", "focusin", "scroll"];
/** Keys that act on the grid rather than the page. */
const GRID_KEYS = /^(Arrow|Page|Home|End|Delete| $)/;
/** Milliseconds after everything has loaded. */
const REFRESH = 3000;
/** And until guests see what others have added meanwhile. */
const LIVE = 20_000;

const library = new Library(JSON.parse(document.querySelector("#library")?.textContent ?? ""));
history.scrollRestoration = "manual";
const grid = new Grid(library, /** @type {HTMLElement} */ (document.querySelector(".photos")), open);

/** @type {Promise<import("../viewer/viewer.js").Viewer> | undefined} */
let viewer;
/** @type {Promise<import("../grid/image_retry.js").ImageRetry> | undefined} */
let imageRetry;
/** @type {import("./photos_tools.js").PhotosTools | undefined} */
let tools;
/** @type {Promise<import("./photos_tools.js").PhotosTools> | undefined} */
let loadingTools;
/** A touch in progress. @type {PointerEvent | undefined} */
let touch;

restorePosition();
grid.element.addEventListener("error", ({ target }) => retryImage(target), true);
for (const image of grid.failedImages) retryImage(image);
for (const type of FIRST_USE) addEventListener(type, loadTools, true);
addEventListener("pointerdown", (event) => (touch = event), true);
for (const type of ["pointerup", "pointercancel", "scroll"]) addEventListener(type, () => (touch = undefined), true);
// A long press selects; Android would open a menu.
grid.element.addEventListener(
  "contextmenu",
  (event) => CAN_DOWNLOAD && touch?.pointerType === "touch" && event.preventDefault(),
);
addEventListener("keydown", press);
document.querySelector(".select")?.addEventListener("click", async () => (await loadTools(), tools?.selection.start()));
addEventListener("popstate", async ({ state }) => state?.photo && (await loadViewer()).restore(state.photo));
document.addEventListener("gallery:stored", async (event) => {
  const { photos, gone } = /** @type {CustomEvent<import("../upload/new_photos.js").Detail>} */ (event).detail;
  if (library.heading) return;
  if (photos.every((photo) => library.accepts(photo))) event.preventDefault();
  const { replacePhotos } = await import("../library/changes.js");
  replacePhotos(library, new Set(gone), photos);
});
addEventListener("load", () => {
  // Without a connection, the page does without these.
  const ignore = () => {};
  if (document.querySelector("main noscript")) import("./on_this_day.js").then((row) => row.showRow(), ignore);
  if (SHARE) setTimeout(() => import("../library/live.js").then((one) => one.watchShare(library), ignore), LIVE);
  if (IS_OWNER)
    setTimeout(() => import("../library/refresh.js").then((one) => one.keepRefreshed(library), ignore), REFRESH);
});

/** @param {import("../library/photo.js").Photo} photo */
async function open(photo) {
  try {
    (await loadViewer()).open(photo, grid.linkOf(photo));
  } catch {
    viewer = undefined;
    // A photo's own page shows it without scripts too.
    if (!document.body.classList.contains("viewing")) location.assign(grid.linkOf(photo)?.href ?? "/");
  }
}

function loadViewer() {
  return (viewer ??= import("../viewer/viewer.js").then(({ Viewer }) => new Viewer(library, grid, IS_OWNER)));
}

/** Without a connection, the next use tries again. */
async function loadTools() {
  loadingTools ??= import("./photos_tools.js").then(
    ({ PhotosTools }) => new PhotosTools(library, grid, IS_OWNER, () => touch),
  );
  try {
    tools = await loadingTools;
    for (const type of FIRST_USE) removeEventListener(type, loadTools, true);
  } catch {
    loadingTools = undefined;
  }
}

/** @param {KeyboardEvent} event */
function press(event) {
  if (tools) return tools.press(event);
  if (grid.cellAt(document.activeElement) && GRID_KEYS.test(event.key)) event.preventDefault();
  loadTools().then(() => tools?.press(event));
}

/** @param {EventTarget | null} target */
async function retryImage(target) {
  const cell = target instanceof HTMLImageElement && target.hasAttribute("src") && grid.cellAt(target);
  if (!cell) return;
  imageRetry ??= import("../grid/image_retry.js").then(({ ImageRetry }) => new ImageRetry(library));
  (await imageRetry.catch(() => (imageRetry = undefined)))?.retry(cell);
}

function restorePosition() {
  const first = library.photos[0];
  const within = /[?&](photo|month|before|after)=/.exec(location.search)?.[1];
  if (history.state?.anchor) grid.anchor = history.state.anchor;
  // A month begins with its heading, which belongs to no photo.
  else if (within && first)
    grid.anchor = { key: library.keyOf(first), name: within === "month" ? "" : first.name, offset: 0 };
  if (document.body.classList.contains("viewing") && first) open(first);
}
