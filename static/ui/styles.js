import { element } from "./elements.js";

/**
 * Load a stylesheet with the same version as this script.
 * @param {string} path  below static/
 * @returns {Promise<unknown>} resolves even if it can't be loaded: everything works without it
 */
export function loadStyles(path) {
  const { href } = new URL(`../${path}`, import.meta.url);
  return new Promise((resolve) =>
    document.head.append(element("link", { rel: "stylesheet", href, onload: resolve, onerror: resolve })),
  );
}
