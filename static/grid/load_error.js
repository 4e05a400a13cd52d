/** Shows that months couldn't be loaded, with a button to try again. */

import { TRY_AGAIN } from "../text/grid.js";
import { showToast } from "../ui/toast.js";

/** The message shown last. @type {import("../ui/toast.js").Toast | undefined} */
let toast;

addEventListener("online", () => toast?.close());

/**
 * @param {Error} error
 * @param {import("./grid.js").Grid} grid
 */
export function showLoadError({ message }, grid) {
  toast?.close();
  toast = showToast(message, { action: TRY_AGAIN, onAction: () => grid.load(), isError: true });
}
