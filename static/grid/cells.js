/** What the server writes for a month and a photo, made by scripts for those that come later. */

import { element } from "../ui/elements.js";
import { LOOSE } from "../library/library.js";
import { dayTitle, description, gridSizes, monthTitle, pageOf, source } from "../library/photo.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("./section.js").Cell} Cell
 */

/**
 * Every photo carries its day; the grid shows it on the first of each.
 * @param {Photo} photo
 * @returns {Cell}
 */
export function makeCell(photo) {
  const image = element("img", { alt: description(photo), decoding: "async" });
  const link = element("a", { href: pageOf(photo), tabIndex: -1 }, image);
  const item = element("li", {}, element("h3", {}, dayTitle(photo.when)), link);
  return { photo, item, link, image, top: 0, style: "" };
}

/**
 * Those that were not yet, or were stopped.
 * @param {Cell[]} cells
 * @param {Library} library
 */
export function loadImages(cells, library) {
  for (const { photo, image } of cells) {
    if (image.hasAttribute("src")) continue;
    const [once, twice] = gridSizes(photo, library);
    image.srcset = `${source(photo, twice, library.previews)} 2x`;
    image.src = source(photo, once, library.previews);
  }
}

/**
 * Nobody waits for them any more.
 * @param {Cell[]} cells
 */
export function stopImages(cells) {
  for (const { image } of cells) {
    if (image.complete) continue;
    image.removeAttribute("srcset");
    image.removeAttribute("src");
  }
}

/** @param {string} month  its key */
export function makeSection(month) {
  const isLoose = month === LOOSE;
  const heading = element(
    "h2",
    { id: isLoose ? "loose" : `m${month}` },
    isLoose ? "Not in an album" : monthTitle(month),
  );
  const section = element("section", {}, heading, element("ul", { className: "grid" }));
  section.setAttribute("aria-labelledby", heading.id);
  return section;
}
