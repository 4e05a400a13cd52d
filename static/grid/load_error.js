/** What is said when months can't be loaded, with the way to try again. */

import { say } from "../ui/toast.js";

/**
 * @param {Error} error
 * @param {import("./grid.js").Grid} grid
 */
export function tell({ message }, grid) {
  say(message, { action: "Try again", onAction: () => grid.load(), isError: true });
}
