/** The trash page: restores photos without a reload. Without this script, its forms do. */

import { formatPhotoCount, restorePhotos } from "../library/actions.js";

const form = document.querySelector(".trash");
const all = document.querySelector("#all");
const count = document.querySelector(".trash .count");
const restoreButton = form?.querySelector("[type=submit]:not([form])");

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  restore(rows().filter((row) => checkboxOf(row).checked));
});
all?.addEventListener("submit", (event) => {
  event.preventDefault();
  restore(rows());
});
form?.addEventListener("change", updateButton);
addEventListener("pageshow", updateButton);
updateButton();

/** @param {HTMLLIElement[]} chosen */
async function restore(chosen) {
  const list = chosen[0]?.parentElement;
  if (!list) return;
  const order = new Map(rows().map((row, index) => [row, index]));
  const hadFocus = form?.contains(document.activeElement);
  for (const row of chosen) row.remove();
  update();
  if (hadFocus && !document.activeElement?.checkVisibility()) document.querySelector("main")?.focus();
  const results = await restorePhotos(chosen.map((row) => checkboxOf(row).value));
  const restored = new Set(results.map(({ name }) => name));
  const failed = chosen.filter((row) => !restored.has(checkboxOf(row).value));
  list.replaceChildren(...[...rows(), ...failed].sort((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0)));
  update();
}

function update() {
  const { length } = rows();
  if (count) count.textContent = formatPhotoCount(length);
  form?.toggleAttribute("hidden", !length);
  document.querySelector(".empty")?.toggleAttribute("hidden", length > 0);
  updateButton();
}

function updateButton() {
  const chosen = rows().filter((row) => checkboxOf(row).checked).length;
  if (!(restoreButton instanceof HTMLButtonElement)) return;
  restoreButton.disabled = !chosen;
  restoreButton.textContent = chosen ? `Restore ${chosen}` : "Restore";
}

function rows() {
  return [...(form?.querySelectorAll("li") ?? [])];
}

/** @param {HTMLLIElement} row */
function checkboxOf(row) {
  return /** @type {HTMLInputElement} */ (row.querySelector("input"));
}
