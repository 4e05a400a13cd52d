/** Icons for buttons, as paths in a 24 by 24 view box. */

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  newer: "M14.5 5l-7 7 7 7",
  older: "M9.5 5l7 7-7 7",
  zoom: "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.3 15.3L20 20M7.75 10.5h5.5M10.5 7.75v5.5",
  zoomOut: "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.3 15.3L20 20M7.75 10.5h5.5",
  information: "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M12 11v5M12 7.75v.01",
  download: "M12 4v11M7.25 10.5L12 15.25l4.75-4.75M5 19.5h14",
  restore: "M4.5 4.5v5h5M4.9 9.5a8 8 0 1 1-.4 4.5",
  share:
    "M17.5 4a2 2 0 1 0 0 4a2 2 0 1 0 0-4M6.5 10a2 2 0 1 0 0 4a2 2 0 1 0 0-4M17.5 16a2 2 0 1 0 0 4a2 2 0 1 0 0-4M8.25 11l7.5-4M8.25 13l7.5 4",
  rotateRight: "M19.5 4.5v5h-5M19.1 9.5a8 8 0 1 0 .4 4.5",
  delete: "M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.75 12.5h9.5L17.5 7M10.25 10.75v5M13.75 10.75v5",
  removeFromAlbum: "M3.5 18.5v-13h6l2 2.5h9v10.5zM9.25 13.25h5.5",
  folder: "M3.5 18.5v-13h6l2 2.5h9v10.5z",
  album: "M3.5 18.5v-13h6l2 2.5h9v10.5zM12 10.5v5.5M9.25 13.25h5.5",
  edit: "M4.5 19.5l1-4L16 5l3 3L8.5 18.5zM13.5 7.5l3 3",
  slideshow: "M8 5.5v13l10.5-6.5z",
  pause: "M8.5 6v12M15.5 6v12",
};

/** @typedef {keyof typeof PATHS} Icon */

/** @param {Icon} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  setIcon(svg, name);
  return svg;
}

/**
 * @param {Element} svg
 * @param {Icon} name
 */
export function setIcon(svg, name) {
  svg.firstElementChild?.setAttribute("d", PATHS[name]);
}
