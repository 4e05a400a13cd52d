/** The list of keyboard shortcuts. */

import { openDialog } from "./dialog.js";
import { element } from "./elements.js";

/** Keys, what they do, and whether they're only for the owner. @typedef {[string[], string, "owner"?]} Shortcut */

/** @type {[string, Shortcut[]][]} */
const SHORTCUTS = [
  [
    "In the grid",
    [
      [["←", "→", "↑", "↓"], "Move between photos"],
      [["Page Up", "Page Down"], "Move one screen"],
      [["Home", "End"], "Newest or oldest photo"],
      [["Enter"], "Open photo"],
      [["Space"], "Select photo", "owner"],
      [["Shift + arrows"], "Select a range", "owner"],
      [["D"], "Select the day", "owner"],
      [["M"], "Select the month", "owner"],
      [["Ctrl + A"], "Select everything", "owner"],
      [["Delete"], "Move to trash; in the trash, delete forever", "owner"],
      [["Ctrl + Z"], "Undo, while the message is visible", "owner"],
      [["Esc"], "Clear selection", "owner"],
    ],
  ],
  [
    "Viewing a photo",
    [
      [["←", "→"], "Newer or older photo"],
      [["Z"], "Zoom"],
      [["I"], "Information"],
      [["S"], "Slideshow"],
      [["A"], "Add to album", "owner"],
      [["D"], "Download original", "owner"],
      [["Delete"], "Move to trash", "owner"],
      [["Esc"], "Back to the grid"],
    ],
  ],
  ["Anywhere", [[["?"], "Show this list"]]],
];

export async function showShortcuts() {
  if (document.querySelector("dialog[open]")) return;
  const isOwner = "owner" in document.body.dataset;
  const parts = SHORTCUTS.flatMap(([title, shortcuts]) => {
    const allowed = shortcuts.filter(([, , audience]) => isOwner || !audience);
    return [element("h3", {}, title), element("dl", {}, ...allowed.flatMap(createRow))];
  });
  const title = "Keyboard shortcuts";
  await openDialog(
    title,
    element("div", { className: "shortcuts", tabIndex: 0, role: "group", ariaLabel: title }, ...parts),
  );
}

/** @param {Shortcut} shortcut */
function createRow([keys, action]) {
  return [element("dt", {}, ...keys.map((key) => element("kbd", {}, key))), element("dd", {}, action)];
}
