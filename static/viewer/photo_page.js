/** Turns a photo's page, which works without scripts, into the grid behind the viewer. */

import { UNSORTED } from "../text/viewer.js";
import { element } from "../ui/elements.js";

/** @typedef {import("../library/library.js").Library} Library */

/** @param {Library} library */
export function turnIntoGrid({ album }) {
  const article = document.querySelector("article.viewer");
  const heading = album === null ? document.querySelector(".brand")?.textContent : album || UNSORTED;
  article?.replaceWith(element("h1", { className: album === null ? "visually-hidden" : "" }, heading ?? ""));
  document.body.classList.remove("viewing");
}
