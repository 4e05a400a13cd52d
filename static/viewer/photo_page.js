/** Turns a photo's page, which works without scripts, into the grid behind the viewer. */

import { UNSORTED } from "../text/viewer.js";
import { element } from "../ui/elements.js";

/** @typedef {import("../library/library.js").Library} Library */

/** @param {Library} library */
export function turnIntoGrid(library) {
  const article = document.querySelector("article.viewer");
  const heading = headingOf(library);
  const title = heading ?? document.querySelector(".brand")?.textContent ?? "";
  article?.replaceWith(element("h1", { className: heading === null ? "visually-hidden" : "" }, title));
  document.body.classList.remove("viewing");
}

/** @param {Library} library  @returns {string | null} what its page is called, unless it's the timeline */
export function headingOf({ album, heading }) {
  if (heading) return heading;
  return album === null ? null : album || UNSORTED;
}
