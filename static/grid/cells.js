/** Creates the elements of months and photos that aren't in the HTML, just like the server does. */

import { element } from "../ui/elements.js";
import { formatDay, formatDuration, formatMonth, altText, gridSizes, pageUrl, previewUrl } from "../library/photo.js";
import { LIVE, PHOTOS } from "../text/grid.js";
import { LOCALE } from "../ui/locale.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("./section.js").Cell} Cell
 */

/**
 * Every photo has a heading with its day; the grid shows only the first of each day.
 * @param {Photo} photo
 * @param {Record<string, string>} query  of the list that the grid shows
 * @returns {Cell}
 */
export function makeCell(photo, query) {
  const image = element("img", { alt: altText(photo), decoding: "async" });
  const duration = element("span", { className: "duration", ariaHidden: "true" }, formatDuration(photo.duration ?? 0));
  const live = element("span", { className: "live", ariaHidden: "true" }, LIVE);
  const parts = photo.kind === "video" ? [image, duration] : photo.live ? [image, live] : [image];
  const link = element("a", { href: pageUrl(photo, query), tabIndex: -1 }, ...parts);
  const item = element("li", {}, element("h3", { lang: LOCALE }, formatDay(photo.when)), link);
  return { photo, item, link, image, top: 0, style: "" };
}

/**
 * Load images that haven't loaded yet or were stopped.
 * @param {Cell[]} cells
 * @param {Library} library
 */
export function loadImages(cells, library) {
  for (const cell of cells) if (!cell.image.hasAttribute("src")) loadImage(cell, library);
}

/**
 * @param {{photo: Photo, image: HTMLImageElement}} cell
 * @param {Library} library
 */
export function loadImage({ photo, image }, library) {
  const [once, twice] = gridSizes(photo, library);
  image.srcset = `${previewUrl(photo, twice, library.previews)} 2x`;
  image.src = previewUrl(photo, once, library.previews);
}

/**
 * Stop loading images that have scrolled out of view.
 * @param {Cell[]} cells
 */
export function stopImages(cells) {
  for (const { image } of cells) {
    if (image.complete) continue;
    image.removeAttribute("srcset");
    image.removeAttribute("src");
  }
}

/** @param {string} month */
export function makeSection(month) {
  const heading = element("h2", { id: `m${month}`, lang: LOCALE }, month ? formatMonth(month) : PHOTOS);
  const section = element("section", {}, heading, element("ul", { className: "grid" }));
  section.setAttribute("aria-labelledby", heading.id);
  return section;
}
