/** The size of photos in the grid: by their number, or as chosen in the menu, which the browser remembers. */

import { tileSize } from "../library/photo.js";
import { loadStyles } from "../ui/styles.js";
import { loadImage } from "./cells.js";

/**
 * @typedef {import("./grid.js").Grid} Grid
 * @typedef {import("../library/library.js").Library} Library
 */

/** Classes in grid.css. */
const SIZES = ["small", "large", "few", "lone"];

/** Seconds. */
const YEAR = 365 * 24 * 3600;

/**
 * @param {Grid} grid
 * @param {Library} library
 */
export function fitTiles(grid, library) {
  const size = tileSize(library);
  for (const one of SIZES) grid.element.classList.toggle(one, one === size);
  grid.fit();
}

/**
 * Apply the size that people choose in the menu. The server reads the cookie (gallery/web/grid.py).
 * @param {Grid} grid
 * @param {Library} library
 */
export function watchTileSizes(grid, library) {
  loadStyles("grid/tile_size.css");
  const menu = document.querySelector("#menu .tiles");
  const apply = () => {
    /** @type {HTMLInputElement | null | undefined} */
    const chosen = menu?.querySelector(":checked");
    if (!chosen || chosen.value === library.tiles) return;
    library.tiles = chosen.value;
    document.cookie = `gallery-tiles=${library.tiles}; Max-Age=${YEAR}; Path=/; SameSite=Lax`;
    fitTiles(grid, library);
    for (const cell of grid.cells) loadImage(cell, library);
  };
  menu?.addEventListener("change", apply);
  // They may have chosen before this script loaded.
  apply();
}
