/** Adding photos: by the button, a folder, a drop anywhere, or a paste. */

import { element } from "../ui/elements.js";

/** @typedef {import("./queue.js").Found} Found */

const TRY_AGAIN = 2000;

/** @type {HTMLFormElement | null} */
const form = document.querySelector(".upload form");
const chooser = form?.querySelector("input[type=file]");
const field = form?.querySelector("input[name=album]");
const opener = form && splitButton(form);

/** @typedef {typeof import("./files.js")} Files */

/** Loaded on first use. @type {Promise<[import("./panel.js").UploadPanel, Files]> | undefined} */
let loading;

if (chooser instanceof HTMLInputElement) {
  const folders = element("input", { type: "file", webkitdirectory: true });
  addChosen(chooser);
  addChosen(folders);
  opener?.addEventListener("click", () => {
    chooser.click();
    panel();
  });
  form?.querySelector(".folder")?.addEventListener("click", () => folders.click());
}

/** A photo of this page that is dragged across it is no file to add. */
let isOwn = false;
addEventListener("dragstart", () => void (isOwn = true));
addEventListener("dragend", () => void (isOwn = false));
addEventListener("dragenter", watchDrops, { once: true });
// Without this, nothing can be dropped.
for (const name of /** @type {const} */ (["dragenter", "dragover"])) {
  addEventListener(name, (event) => {
    if (isForUs(event)) event.preventDefault();
  });
}
addEventListener("drop", (event) => {
  if (!isForUs(event) || !event.dataTransfer) return;
  event.preventDefault();
  // In the event itself: afterwards the browser has forgotten them.
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

/** @param {DragEvent} event  the first */
async function watchDrops(event) {
  const isOver = isForUs(event);
  const overlay = await import("./drop.js");
  overlay.watchDrops(isForUs, album, isOver);
}

/** @param {DragEvent} event */
function isForUs({ dataTransfer }) {
  return !isOwn && Boolean(dataTransfer?.types.includes("Files"));
}

/** @param {(files: typeof import("./files.js")) => Found[] | Promise<Found[]>} find */
async function add(find) {
  const to = album();
  const [there, files] = await panel();
  there.add(await find(files), to);
}

/** Without a connection, it is tried until there is one. */
async function panel() {
  for (;;) {
    try {
      loading ??= Promise.all([import("./panel.js"), import("./files.js")]).then(([{ UploadPanel }, files]) => [
        new UploadPanel(opener),
        files,
      ]);
      return await loading;
    } catch {
      loading = undefined;
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN));
    }
  }
}

function album() {
  return field instanceof HTMLInputElement ? field.value.trim() : "";
}

/** @param {HTMLInputElement} input */
function addChosen(input) {
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = "";
    add(({ chosenFiles }) => chosenFiles(files));
  });
}

/**
 * Makes of the form's heading two: a button that opens the chooser at once, and the way to the form beside it.
 * @param {HTMLFormElement} form
 */
function splitButton(form) {
  const details = form.parentElement;
  const summary = details?.querySelector("summary");
  const opener = element("button", { type: "button", className: "add" }, "Add photos");
  summary?.replaceChildren(element("span", { className: "unseen" }, "Album or folder"));
  details?.before(opener);
  return opener;
}
