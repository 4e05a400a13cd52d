/** How much the whole gallery holds. */

import { formatTotals } from "../text/views.js";
import { requestJson } from "./requests.js";

/** What pages show that don't know it. */
const UNKNOWN = "…";

/** Show it in the menu. Without a connection, the menu shows what it was, or does without. */
export async function showTotals() {
  const line = document.querySelector("#menu .totals");
  try {
    /** @type {{photos: number, bytes: number}} */
    const { photos, bytes } = await requestJson("/api/library");
    if (line) line.textContent = formatTotals(photos, bytes);
  } catch {
    if (line?.textContent === UNKNOWN) line.remove();
  }
}
