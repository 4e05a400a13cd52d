/** The right to read previews straight from storage: a fresh one when it has ended. */

import { ask } from "./photos.js";

/** Milliseconds in which whatever fails has failed for the same reason. */
const TOGETHER = 5000;

/** @type {Promise<void> | undefined} */
let renewing;

/**
 * Asks for it once for all that fail together. Whoever can't be given one goes by way of the app.
 * @param {import("./library.js").Library} library
 */
export function renew(library) {
  renewing ??= ask(library.album, { limit: "1" })
    .then(
      ({ previews }) => void (library.previews = previews),
      () => {},
    )
    .finally(() => setTimeout(() => (renewing = undefined), TOGETHER));
  return renewing;
}
