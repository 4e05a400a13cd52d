/** How much the whole gallery holds, and what guests have added. */

import { formatNew, formatTotals } from "../text/views.js";
import { element } from "../ui/elements.js";
import { requestJson } from "./requests.js";

/** What pages show that don't know it. */
const UNKNOWN = "…";

/** Show it in the menu. Without a connection, the menu shows what it was, or does without. */
export async function showTotals() {
  const line = document.querySelector("#menu .totals");
  try {
    /** @type {{photos: number, bytes: number, new_from_guests: number}} */
    const { photos, bytes, new_from_guests: added } = await requestJson("/api/library");
    if (line) line.textContent = formatTotals(photos, bytes);
    showAdditions(added);
  } catch {
    if (line?.textContent === UNKNOWN) line.remove();
  }
}

/** @param {number} count  of photos that guests have added since the owner last looked */
function showAdditions(count) {
  const link = document.querySelector('#menu [href="/shares"]');
  link?.querySelector(".new")?.remove();
  if (count) link?.append(element("span", { className: "new hint" }, formatNew(count)));
}
