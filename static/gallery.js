/** The page of photos comes alive: what shows and scrolls them at once, everything else on first use. */

import { Grid } from "./grid.js";
import { Library } from "./library.js";

/** What a person does first, of whatever kind. */
const SIGNS = ["pointermove", "pointerdown", "keydown", "focusin", "scroll"];
/** What moves and acts in the grid, and not the page. */
const KEYS = /^(Arrow|Page|Home|End|Delete| $)/;

const isOwner = "owner" in document.body.dataset;
const library = new Library(JSON.parse(document.querySelector("#library")?.textContent ?? ""));
history.scrollRestoration = "manual";
const grid = new Grid(library, place());

/** @type {Promise<import("./viewer.js").Viewer> | undefined} */
let viewer;
/** @type {Promise<import("./image_mending.js").ImageMending> | undefined} */
let mending;
/** @type {import("./gallery_tools.js").GalleryTools | undefined} */
let tools;
/** @type {Promise<import("./gallery_tools.js").GalleryTools> | undefined} */
let awakening;

startWhereItWas();
grid.addEventListener("open", (event) => open(/** @type {CustomEvent} */ (event).detail.photo));
grid.addEventListener("trouble", (event) => tell(/** @type {CustomEvent} */ (event).detail));
grid.place.addEventListener("error", ({ target }) => mend(target), { capture: true });
for (const { image } of grid.cells) if (image.loading !== "lazy" && image.complete && !image.naturalWidth) mend(image);
for (const sign of SIGNS) addEventListener(sign, awaken, { once: true, capture: true, passive: true });
addEventListener("keydown", press);
document.addEventListener("gallery:stored", (event) => {
  if (library.put(/** @type {CustomEvent} */ (event).detail.photos)) event.preventDefault();
});

/** @param {import("./photo.js").Photo} photo */
async function open(photo) {
  try {
    viewer ??= import("./viewer.js").then(({ Viewer }) => new Viewer(library, grid, { isOwner }));
    (await viewer).open(photo, { from: grid.linkOf(photo) });
  } catch {
    viewer = undefined;
    location.assign(grid.linkOf(photo)?.href ?? "/");
  }
}

function awaken() {
  awakening ??= import("./gallery_tools.js").then(({ GalleryTools }) => (tools = new GalleryTools(library, grid, isOwner)));
  return awakening;
}

/** @param {KeyboardEvent} event */
function press(event) {
  if (tools) return tools.press(event);
  if (grid.cellAt(document.activeElement) && KEYS.test(event.key)) event.preventDefault();
  awaken().then((awake) => awake.press(event));
}

/** @param {EventTarget | null} target */
async function mend(target) {
  const cell = target instanceof HTMLImageElement && target.hasAttribute("src") && grid.cellAt(target);
  if (!cell) return;
  mending ??= import("./image_mending.js").then(({ ImageMending }) => new ImageMending(library));
  (await mending).mend(cell);
}

/** @param {Error} error */
async function tell({ message }) {
  const { say } = await import("./notice.js");
  say(message, { action: "Try again", onAction: () => grid.load(), isError: true });
}

function startWhereItWas() {
  const [first] = library.photos.filter(({ album }) => album === library.album);
  const isWithin = /[?&](photo|month|before|after)=/.test(location.search);
  if (history.state?.anchor) grid.anchor = history.state.anchor;
  else if (isWithin && first) grid.anchor = { key: first.when.slice(0, 7), name: first.name, offset: 0, share: 0 };
  if (document.body.classList.contains("viewing") && first) open(first);
}

/** @returns {HTMLElement} */
function place() {
  const found = document.querySelector(".photos");
  if (found instanceof HTMLElement) return found;
  const made = document.createElement("div");
  made.className = "photos";
  document.querySelector("main")?.append(made);
  return made;
}
