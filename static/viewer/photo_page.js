/** The page of one photo, as it is without scripts, becomes the page of all photos, which lies behind the viewer. */

import { element } from "../ui/elements.js";

/** @typedef {import("../library/library.js").Library} Library */

/** @param {Library} library */
export function becomeGrid({ album }) {
  const article = document.querySelector("article.viewer");
  const heading = album === null ? document.querySelector(".brand")?.textContent : album || "Not in an album";
  article?.replaceWith(element("h1", { className: album === null ? "unseen" : "" }, heading ?? ""));
  document.body.classList.remove("viewing");
}
