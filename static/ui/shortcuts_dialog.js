/** What the keys do. */

import { openDialog } from "./dialog.js";
import { element } from "./elements.js";

/** Keys, what they do, and whether they are the owner's. @typedef {[string[], string, "owner"?]} Row */

/** @type {[string, Row[]][]} */
const KEYS = [
  [
    "Among the photos",
    [
      [["←", "→", "↑", "↓"], "Go from photo to photo"],
      [["Page Up", "Page Down"], "A screen up or down"],
      [["Home", "End"], "To the newest, to the oldest"],
      [["Enter"], "Open"],
      [["Space"], "Select", "owner"],
      [["Shift + arrows"], "Select all on the way", "owner"],
      [["D"], "Select the day", "owner"],
      [["M"], "Select the month", "owner"],
      [["Delete"], "To the trash", "owner"],
      [["Ctrl + Z"], "Take back, while the message is there", "owner"],
      [["Esc"], "Select none", "owner"],
    ],
  ],
  [
    "With a photo open",
    [
      [["←", "→"], "Newer, older"],
      [["Z"], "Zoom"],
      [["I"], "Information"],
      [["S"], "Slideshow"],
      [["A"], "Put into an album", "owner"],
      [["D"], "Download the original", "owner"],
      [["Delete"], "To the trash", "owner"],
      [["Esc"], "Back to all photos"],
    ],
  ],
  ["Anywhere", [[["?"], "This list"]]],
];

/** @param {{isOwner: boolean}} caller */
export async function showKeys({ isOwner }) {
  if (document.querySelector("dialog[open]")) return;
  const parts = KEYS.flatMap(([title, rows]) => {
    const known = rows.filter(([, , whose]) => isOwner || !whose);
    return [element("h3", {}, title), element("dl", {}, ...known.flatMap(drawn))];
  });
  await openDialog(
    "Keys",
    element("div", { className: "keys", tabIndex: 0, role: "group", ariaLabel: "Keys" }, ...parts),
  );
}

/** @param {Row} row */
function drawn([keys, meaning]) {
  return [element("dt", {}, ...keys.map((key) => element("kbd", {}, key))), element("dd", {}, meaning)];
}
