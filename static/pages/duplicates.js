/** The page of duplicates: moves the chosen photos to the trash without leaving the page. Without scripts, its form does. */

import { restorePhotos } from "../library/actions.js";
import { requestInBatches } from "../library/requests.js";
import { DELETING, UNDO } from "../text/photos.js";
import { chosen } from "../text/views.js";
import "../ui/menu.js";
import { showFailure, showToast } from "../ui/toast.js";

/** @typedef {import("../library/requests.js").Result} Result */

const form = /** @type {HTMLFormElement} */ (document.querySelector(".duplicates"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
/** @type {Map<string, HTMLInputElement>} */
const boxes = new Map(
  [.../** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[name=names]"))].map((box) => [
    box.value,
    box,
  ]),
);

form.addEventListener("change", update);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  moveChosen();
});
// The browser may have restored what was checked before.
addEventListener("pageshow", update);
update();

async function moveChosen() {
  const names = listChosen().map(({ value }) => value);
  show(names, false);
  const results = await requestInBatches("/api/trash", names);
  const failed = results.filter(({ outcome, status }) => outcome === "rejected" && status !== 404);
  show(
    failed.map(({ name }) => name),
    true,
  );
  if (failed.length) showFailure(DELETING.failed(failed.length), failed[0]);
  const moved = results.filter(({ trash }) => trash);
  if (moved.length) showToast(DELETING.done(moved.length), { action: UNDO, onAction: () => undo(moved) });
}

/** @param {Result[]} moved */
async function undo(moved) {
  const restored = new Set((await restorePhotos(moved.map(({ trash = "" }) => trash))).map(({ name }) => name));
  show(
    moved.filter(({ trash = "" }) => restored.has(trash)).map(({ name }) => name),
    true,
  );
}

/**
 * Show or hide photos, and the groups they leave with less than two.
 * @param {string[]} names
 * @param {boolean} isShown
 */
function show(names, isShown) {
  for (const name of names) boxes.get(name)?.closest("li")?.toggleAttribute("hidden", !isShown);
  const groups = [...form.querySelectorAll("fieldset")];
  for (const group of groups) group.hidden = group.querySelectorAll("li:not([hidden])").length < 2;
  const isEmpty = groups.every(({ hidden }) => hidden);
  const hadFocus = form.contains(document.activeElement);
  form.hidden = isEmpty;
  document.querySelector(".empty")?.toggleAttribute("hidden", !isEmpty);
  if (isEmpty && hadFocus) document.querySelector("main")?.focus();
  update();
}

function listChosen() {
  return [...boxes.values()].filter((box) => box.checked && !box.closest("[hidden]"));
}

function update() {
  const found = listChosen();
  const sizes = found.map((box) => Number(box.closest("li")?.dataset.bytes));
  const text = chosen(
    found.length,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  const count = form.querySelector(".count");
  if (count && count.textContent !== text) count.textContent = text;
  button.disabled = !found.length;
}
