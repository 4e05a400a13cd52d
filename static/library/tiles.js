/** Loads the images of photos in the grid again after their previews have changed. */

import { loadImage } from "../grid/cells.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 */

/**
 * Stop showing the former previews. The viewer would show them as placeholders.
 * @param {Photo[]} photos
 */
export function clearImages(photos) {
  for (const { image } of findImages(photos)) {
    image.removeAttribute("srcset");
    image.removeAttribute("src");
  }
}

/**
 * @param {Photo[]} photos
 * @param {Library} library
 */
export function loadImages(photos, library) {
  for (const { photo, image } of findImages(photos))
    if (!image.hasAttribute("src")) loadImage({ photo, image }, library);
}

/**
 * @param {Photo[]} photos
 * @returns {{photo: Photo, image: HTMLImageElement}[]} those in the DOM
 */
function findImages(photos) {
  const byName = new Map(photos.map((photo) => [photo.name, photo]));
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = document.querySelectorAll(".photos .grid a");
  return [...links].flatMap((link) => {
    const photo = byName.get([...new URLSearchParams(link.search).values()].at(-1) ?? "");
    const image = link.querySelector("img");
    return photo && image ? { photo, image } : [];
  });
}
