/** Adding photos: with the button, as a folder, by dropping them anywhere, or by pasting. */

import { element } from "../ui/elements.js";

/** @typedef {import("./queue.js").Found} Found */

/** Milliseconds until scripts that failed to load are tried again. */
const RETRY = 2000;

/** @type {HTMLFormElement | null} */
const form = document.querySelector(".upload form");
/** @type {HTMLInputElement | null | undefined} */
const chooser = form?.querySelector("input[type=file]");
/** @type {HTMLInputElement | null | undefined} */
const field = form?.querySelector("input[name=album]");
/** @type {HTMLElement | null} */
const addButton = form && (form.querySelector(".add") ?? splitButton(form));

/** @type {Promise<[import("./panel.js").UploadPanel, typeof import("./panel.js")]> | undefined} */
let loading;

if (chooser) {
  // Phones would list files, not photos.
  if (field && matchMedia("(hover)").matches) chooser.accept += ",.xmp";
  const folderChooser = element("input", { type: "file", webkitdirectory: true });
  watchChooser(chooser);
  watchChooser(folderChooser);
  addButton?.addEventListener("click", () => openChooser(chooser));
  form?.querySelector(".folder")?.addEventListener("click", () => openChooser(folderChooser));
}

/** Whether something on this page is being dragged, such as a photo, which isn't to be added. */
let isInternal = false;
addEventListener("dragstart", () => void (isInternal = true));
addEventListener("dragend", () => void (isInternal = false));
addEventListener("dragenter", loadOverlay, { once: true });
// Required to allow drops.
for (const name of /** @type {const} */ (["dragenter", "dragover"])) {
  addEventListener(name, (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
}
addEventListener("drop", (event) => {
  if (!hasFiles(event) || !event.dataTransfer) return;
  event.preventDefault();
  // The items are only available during the event.
  const entries = [...event.dataTransfer.items]
    .filter(({ kind }) => kind === "file")
    .map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  add(({ droppedFiles }) => droppedFiles(entries));
});

addEventListener("paste", (event) => {
  const images = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
  if (!images.length) return;
  event.preventDefault();
  add(({ chosenFiles }) => chosenFiles(images));
});

/** @param {DragEvent} event */
async function loadOverlay(event) {
  const isOver = hasFiles(event);
  const { watchDrops } = await import("./drop.js");
  watchDrops(hasFiles, album, isOver);
}

/** @param {DragEvent} event */
function hasFiles({ dataTransfer }) {
  return !isInternal && Boolean(dataTransfer?.types.includes("Files"));
}

/** @param {(files: typeof import("./panel.js")) => Found[] | Promise<Found[]>} find */
async function add(find) {
  const to = album();
  const [panel, module] = await loadPanel();
  panel.add(await find(module), to);
}

/** Without a connection, keep trying. */
async function loadPanel() {
  for (;;) {
    try {
      loading ??= import("./panel.js").then((module) => [new module.UploadPanel(addButton), module]);
      return await loading;
    } catch {
      loading = undefined;
      await new Promise((resolve) => setTimeout(resolve, RETRY));
    }
  }
}

function album() {
  return field?.value.trim() ?? "";
}

/** @param {HTMLInputElement} input */
async function openChooser(input) {
  let isOpen = true;
  input.onchange = input.oncancel = () => (isOpen = false);
  input.click();
  const [panel] = await loadPanel();
  if (isOpen) panel.expectFiles(input);
}

/** @param {HTMLInputElement} input */
function watchChooser(input) {
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = "";
    add(({ chosenFiles }) => chosenFiles(files));
  });
}

/**
 * Split the form's summary into a button that opens the file chooser and a menu button for the form.
 * @param {HTMLFormElement} form
 */
function splitButton(form) {
  const details = /** @type {HTMLDetailsElement} */ (form.parentElement);
  const summary = details.querySelector("summary");
  const button = element("button", { type: "button", className: "add" }, summary?.textContent ?? "");
  summary?.replaceChildren(element("span", { className: "visually-hidden" }, summary.dataset.beside ?? ""));
  details.before(button);
  details.open = false;
  return button;
}
