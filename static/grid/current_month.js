/** Shows the month in view in the bar at the top, once its heading has scrolled out of view. */

import { formatMonth } from "../library/photo.js";
import { position } from "../text/grid.js";
import { element } from "../ui/elements.js";
import { loadStyles } from "../ui/styles.js";

/** @param {import("./grid.js").Grid} grid */
export async function showCurrentMonth(grid) {
  // Headings say the same, so screen readers skip it.
  const text = element("p", { className: "current-month", ariaHidden: "true" });
  await loadStyles("grid/current_month.css");
  document.querySelector(".brand")?.after(text);
  const draw = () => (text.textContent = describePosition(grid));
  grid.addEventListener("draw", draw);
  draw();
}

/** @param {import("./grid.js").Grid} grid */
function describePosition({ sections, top, library }) {
  const section = sections.find(({ bottom }) => bottom > top);
  if (!section || top < section.heading) return "";
  const { key } = section.month;
  const album = library.album?.split("/").at(-1) ?? "";
  if (!key) return album;
  return album ? position(album, formatMonth(key)) : formatMonth(key);
}
