/** The list of keyboard shortcuts. */

import { SHORTCUTS, TITLE } from "../text/shortcuts.js";
import { openDialog } from "./dialog.js";
import { element } from "./elements.js";

/** @typedef {import("../text/shortcuts.js").Shortcut} Shortcut */

export async function showShortcuts() {
  if (document.querySelector("dialog[open]")) return;
  const parts = SHORTCUTS.flatMap(([title, shortcuts]) => {
    const allowed = shortcuts.filter(([, , audience]) => !audience || audience in document.body.dataset);
    return [element("h3", {}, title), element("dl", {}, ...allowed.flatMap(createRow))];
  });
  await openDialog(
    TITLE,
    element("div", { className: "shortcuts", tabIndex: 0, role: "group", ariaLabel: TITLE }, ...parts),
  );
}

/** @param {Shortcut} shortcut */
function createRow([keys, action]) {
  return [element("dt", {}, ...keys.map((key) => element("kbd", {}, key))), element("dd", {}, action)];
}
