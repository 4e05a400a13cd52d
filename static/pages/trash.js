/** The trash: what is put back leaves the page at once; it works without this script too, by its forms. */

import { counted, putBack } from "../library/actions.js";

const form = document.querySelector(".trash");
const all = document.querySelector("#all");
const count = document.querySelector(".trash .count");
const some = form?.querySelector("[type=submit]:not([form])");

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  takeOut(rows().filter((row) => boxOf(row).checked));
});
all?.addEventListener("submit", (event) => {
  event.preventDefault();
  takeOut(rows());
});
form?.addEventListener("change", showChosen);
addEventListener("pageshow", showChosen);
showChosen();

/** @param {HTMLLIElement[]} chosen */
async function takeOut(chosen) {
  const list = chosen[0]?.parentElement;
  if (!list) return;
  const places = new Map(rows().map((row, place) => [row, place]));
  const hadFocus = form?.contains(document.activeElement);
  for (const row of chosen) row.remove();
  show();
  if (hadFocus && !document.activeElement?.checkVisibility()) document.querySelector("main")?.focus();
  const done = await putBack(chosen.map((row) => boxOf(row).value));
  const isBack = new Set(done.map(({ name }) => name));
  const failed = chosen.filter((row) => !isBack.has(boxOf(row).value));
  const ordered = [...rows(), ...failed].sort((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0));
  list.replaceChildren(...ordered);
  show();
}

function show() {
  const { length } = rows();
  if (count) count.textContent = counted(length);
  form?.toggleAttribute("hidden", !length);
  document.querySelector(".empty")?.toggleAttribute("hidden", length > 0);
  showChosen();
}

function showChosen() {
  const chosen = rows().filter((row) => boxOf(row).checked).length;
  if (!(some instanceof HTMLButtonElement)) return;
  some.disabled = !chosen;
  some.textContent = chosen ? `Put back ${chosen}` : "Put back";
}

function rows() {
  return [...(form?.querySelectorAll("li") ?? [])];
}

/** @param {HTMLLIElement} row */
function boxOf(row) {
  return /** @type {HTMLInputElement} */ (row.querySelector("input"));
}
