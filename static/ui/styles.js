/** Stylesheets that come with the scripts that need them. */

import { element } from "./elements.js";

/**
 * @param {string} file  beside this one, so that its address has the same version
 * @returns {Promise<unknown>} that ends once it is here, or can't be had: all is there to be used without it
 */
export function styled(file) {
  const { href } = new URL(`../${file}`, import.meta.url);
  return new Promise((resolve) =>
    document.head.append(element("link", { rel: "stylesheet", href, onload: resolve, onerror: resolve })),
  );
}
