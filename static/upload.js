/** Adding photos: by the button, a folder, a drop anywhere, or a paste. */

import { element } from "./elements.js";
import { watchDrops } from "./upload_drop.js";
import { chosenFiles, droppedFiles } from "./upload_files.js";

/** @typedef {import("./upload_queue.js").Found} Found */

const TRY_AGAIN = 2000;

/** @type {HTMLFormElement | null} */
const form = document.querySelector(".upload form");
const chooser = form?.querySelector("input[type=file]");
const field = form?.querySelector("input[name=album]");
const opener = form && splitButton(form);

/** Loaded on first use. @type {Promise<import("./upload_panel.js").UploadPanel> | undefined} */
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

watchDrops((transfer) => droppedFiles(transfer).then(add), album);

addEventListener("paste", (event) => {
  const images = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
  if (!images.length) return;
  event.preventDefault();
  add(chosenFiles(images));
});

/** @param {Found[]} found */
async function add(found) {
  const to = album();
  (await panel()).add(found, to);
}

/** Without a connection, it is tried until there is one. */
async function panel() {
  for (;;) {
    try {
      loading ??= import("./upload_panel.js").then(({ UploadPanel }) => new UploadPanel(opener));
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
    const found = chosenFiles(input.files ?? []);
    input.value = "";
    add(found);
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
