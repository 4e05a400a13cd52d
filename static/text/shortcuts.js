/** The keyboard shortcuts. */

/** Keys, what they do, and who they're for: the owner, or all who may download photos. @typedef {[string[], string, ("owner" | "downloads")?]} Shortcut */

/** @type {[string, Shortcut[]][]} */
export const SHORTCUTS = [
  [
    "In the grid",
    [
      [["←", "→", "↑", "↓"], "Move between photos"],
      [["Page Up", "Page Down"], "Move one screen"],
      [["Home", "End"], "First or last photo"],
      [["Enter"], "Open photo"],
      [["Space"], "Select photo", "downloads"],
      [["Shift + arrows"], "Select a range", "downloads"],
      [["D"], "Select the day", "downloads"],
      [["M"], "Select the month", "downloads"],
      [["E"], "Edit caption", "owner"],
      [["T"], "Edit tags", "owner"],
      [["F"], "Add to favorites", "owner"],
      [["R", "Shift + R"], "Rotate right or left", "owner"],
      [["Ctrl + A"], "Select everything", "downloads"],
      [["Delete"], "Move to trash; in the trash, delete forever", "owner"],
      [["Ctrl + Z"], "Undo, while the message is visible", "owner"],
      [["Esc"], "Clear selection", "downloads"],
    ],
  ],
  [
    "Viewing a photo",
    [
      [["←", "→"], "Previous or next photo"],
      [["Z"], "Zoom"],
      [["+", "−"], "Zoom in or out"],
      [["I"], "Information"],
      [["S"], "Slideshow"],
      [["Space", "K"], "Play or pause a video"],
      [["M"], "Turn a video's sound off or on"],
      [["A"], "Add to album", "owner"],
      [["C"], "Use as album cover", "owner"],
      [["E"], "Edit caption", "owner"],
      [["T"], "Edit tags", "owner"],
      [["F"], "Add to favorites", "owner"],
      [["R", "Shift + R"], "Rotate right or left", "owner"],
      [["L"], "Share with a link", "owner"],
      [["D"], "Download", "downloads"],
      [["Delete"], "Move to trash", "owner"],
      [["Esc"], "Back to the grid"],
    ],
  ],
  [
    "Anywhere",
    [
      [["/"], "Search"],
      [["?"], "Show this list"],
    ],
  ],
];

export const TITLE = "Keyboard shortcuts";
