/** The page of photos comes alive: what shows and scrolls them at once, everything else on first use. */

import { Grid } from "../grid/grid.js";
import { Library } from "../library/library.js";

/** What a person does first, of whatever kind. */
const SIGNS = ["pointermove", "pointerdown", "keydown", "focusin", "scroll"];
/** What moves and acts in the grid, and not the page. */
const KEYS = /^(Arrow|Page|Home|End|Delete| $)/;

const isOwner = "owner" in document.body.dataset;
const library = new Library(JSON.parse(document.querySelector("#library")?.textContent ?? ""));
history.scrollRestoration = "manual";
const grid = new Grid(library, /** @type {HTMLElement} */ (document.querySelector(".photos")));

/** @type {Promise<import("../viewer/viewer.js").Viewer> | undefined} */
let viewer;
/** @type {Promise<import("../grid/image_retry.js").ImageMending> | undefined} */
let mending;
/** @type {import("./photos_tools.js").GalleryTools | undefined} */
let tools;
/** @type {Promise<import("./photos_tools.js").GalleryTools> | undefined} */
let awakening;
/** That was put down before the tools were there. @type {PointerEvent | undefined} */
let finger;

startWhereItWas();
grid.addEventListener("open", (event) => open(/** @type {CustomEvent} */ (event).detail.photo));
grid.addEventListener("trouble", (event) =>
  import("../grid/load_error.js").then(
    ({ tell }) => tell(/** @type {CustomEvent} */ (event).detail, grid),
    () => grid.later(),
  ),
);
grid.place.addEventListener("error", ({ target }) => mend(target), true);
for (const image of grid.failed) mend(image);
for (const sign of SIGNS) addEventListener(sign, awaken, true);
addEventListener("pointerdown", (event) => (finger = event), true);
for (const end of ["pointerup", "pointercancel", "scroll"]) addEventListener(end, () => (finger = undefined), true);
// What Android offers for a link after a long press, which selects.
grid.place.addEventListener(
  "contextmenu",
  (event) => isOwner && finger?.pointerType === "touch" && event.preventDefault(),
);
addEventListener("keydown", press);
addEventListener("popstate", async ({ state }) => state?.photo && (await theViewer()).restore(state.photo));
document.addEventListener("gallery:stored", async (event) => {
  const { photos, gone } = /** @type {CustomEvent<import("../upload/new_photos.js").News>} */ (event).detail;
  if (photos.every((photo) => library.keyOf(photo) !== undefined)) event.preventDefault();
  const { put, remove } = await import("../library/changes.js");
  remove(library, new Set(gone));
  put(library, photos);
});

/** @param {import("../library/photo.js").Photo} photo */
async function open(photo) {
  try {
    (await theViewer()).open(photo, { from: grid.linkOf(photo) });
  } catch {
    viewer = undefined;
    // A photo's own page shows it without scripts as well.
    if (!document.body.classList.contains("viewing")) location.assign(grid.linkOf(photo)?.href ?? "/");
  }
}

function theViewer() {
  return (viewer ??= import("../viewer/viewer.js").then(({ Viewer }) => new Viewer(library, grid, { isOwner })));
}

/** Without a connection, the next sign tries again. */
async function awaken() {
  awakening ??= import("./photos_tools.js").then(
    ({ GalleryTools }) => new GalleryTools(library, grid, isOwner, () => finger),
  );
  try {
    tools = await awakening;
    for (const sign of SIGNS) removeEventListener(sign, awaken, true);
  } catch {
    awakening = undefined;
  }
}

/** @param {KeyboardEvent} event */
function press(event) {
  if (tools) return tools.press(event);
  if (grid.cellAt(document.activeElement) && KEYS.test(event.key)) event.preventDefault();
  awaken().then(() => tools?.press(event));
}

/** @param {EventTarget | null} target */
async function mend(target) {
  const cell = target instanceof HTMLImageElement && target.hasAttribute("src") && grid.cellAt(target);
  if (!cell) return;
  mending ??= import("../grid/image_retry.js").then(({ ImageMending }) => new ImageMending(library));
  (await mending.catch(() => ((mending = undefined), grid.later())))?.mend(cell);
}

function startWhereItWas() {
  const [first] = library.photos.filter(({ album }) => album === library.album);
  const within = /[?&](photo|month|before|after)=/.exec(location.search)?.[1];
  if (history.state?.anchor) grid.anchor = history.state.anchor;
  // A month begins with its heading, which belongs to no photo.
  else if (within && first)
    grid.anchor = { key: first.when.slice(0, 7), name: within === "month" ? "" : first.name, offset: 0 };
  if (document.body.classList.contains("viewing") && first) open(first);
}
