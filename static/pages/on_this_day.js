/** A row above the timeline with photos from earlier years, taken on the same day of the calendar. */

import { listUrl, previewUrl } from "../library/photo.js";
import { requestJson } from "../library/requests.js";
import { HIDE_UNTIL_TOMORROW, ON_THIS_DAY, counted, yearsAgo } from "../text/views.js";
import { element } from "../ui/elements.js";
import { loadStyles } from "../ui/styles.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("../library/photo.js").Previews} Previews
 * @typedef {{year: number, count: number, cover: Photo}} Anniversary
 */

/** Milliseconds in which the timeline makes room. */
const MOVING = 250;

/** Show the row, unless there's no such photo, or people have hidden it today or scrolled down already. */
export async function showRow() {
  // In the browser's time zone: `2026-11-28`.
  const date = new Date().toLocaleDateString("sv");
  if (localStorage.onThisDay === date) return;
  const { years, previews } = await loadYears(date);
  if (!years.length) return;
  await loadStyles("pages/on_this_day.css");
  const photos = /** @type {HTMLElement} */ (document.querySelector(".photos"));
  if (scrollY > 0) return;
  const row = makeRow(date, years, previews);
  photos.before(row);
  makeRoom(photos, row);
}

/**
 * Without a connection, or while the gallery is too busy, the page does without the row.
 * @param {string} date
 * @returns {Promise<{years: Anniversary[], previews: Previews}>}
 */
async function loadYears(date) {
  try {
    return await requestJson(`/api/on-this-day?date=${date}`);
  } catch {
    return { years: [], previews: { url: "", sas: "" } };
  }
}

/**
 * @param {string} date
 * @param {Anniversary[]} years
 * @param {Previews} previews
 */
function makeRow(date, years, previews) {
  const [year, on] = [date.slice(0, 4), date.slice(5)];
  const cards = years.map((one) => element("li", {}, makeCard(one, Number(year) - one.year, on, previews)));
  const heading = element("h2", { id: "on-this-day" }, element("a", { href: listUrl({ on }) }, ON_THIS_DAY));
  const close = element("button", { type: "button", className: "muted", ariaLabel: HIDE_UNTIL_TOMORROW }, "×");
  const row = element("section", { className: "on-this-day" }, heading, close, element("ul", {}, ...cards));
  row.setAttribute("aria-labelledby", heading.id);
  close.addEventListener("click", () => {
    localStorage.onThisDay = date;
    row.remove();
    document.querySelector("main")?.focus({ preventScroll: true });
  });
  return row;
}

/**
 * @param {Anniversary} anniversary
 * @param {number} age  in years
 * @param {string} on
 * @param {Previews} previews
 */
function makeCard({ year, count, cover }, age, on, previews) {
  const src = previewUrl(cover, 480, previews);
  return element(
    "a",
    { href: listUrl({ on, month: `${year}-${on.slice(0, 2)}` }) },
    element("img", { src, alt: "", decoding: "async" }),
    element("span", { className: "name" }, yearsAgo(age)),
    element("span", { className: "hint" }, counted(count)),
  );
}

/**
 * Let the timeline slide down instead of jump. With reduced motion, it moves at once.
 * @param {HTMLElement} photos
 * @param {HTMLElement} row
 */
function makeRoom(photos, row) {
  const { marginBlockEnd, marginBlockStart } = getComputedStyle(row);
  const height = row.offsetHeight + parseFloat(marginBlockEnd) + parseFloat(marginBlockStart);
  const easing = matchMedia("(prefers-reduced-motion: reduce)").matches ? "steps(1, end)" : "ease-out";
  photos.animate([{ transform: `translateY(-${height}px)` }, { transform: "none" }], { duration: MOVING, easing });
}
