/** The keyboard shortcuts. */

/** Keys, what they do, and who they're for: the owner, or all who may download photos. @typedef {[string[], string, ("owner" | "downloads")?]} Shortcut */

/** @type {[string, Shortcut[]][]} */
export const SHORTCUTS = [
  [
    _("In the grid"),
    [
      [["←", "→", "↑", "↓"], _("Move between photos")],
      [[_("Page Up"), _("Page Down")], _("Move one screen")],
      [[_("Home"), _("End")], _("First or last photo")],
      [[_("Enter")], _("Open photo")],
      [[_("Space")], _("Select photo"), "downloads"],
      [[_("Shift + arrows")], _("Select a range"), "downloads"],
      [["D"], _("Select the day"), "downloads"],
      [["M"], _("Select the month"), "downloads"],
      [["E"], _("Edit caption"), "owner"],
      [["T"], _("Edit tags"), "owner"],
      [["F"], _("Add to favorites"), "owner"],
      [["R", _("Shift + R")], _("Rotate right or left"), "owner"],
      [[_("Ctrl + A")], _("Select everything"), "downloads"],
      [[_("Del")], _("Move to trash; in the trash, delete forever"), "owner"],
      [[_("Ctrl + Z")], _("Undo, while the message is visible"), "owner"],
      [[_("Esc")], _("Clear selection"), "downloads"],
    ],
  ],
  [
    _("Viewing a photo"),
    [
      [["←", "→"], _("Previous or next photo")],
      [["Z"], _("Zoom")],
      [["+", "−"], _("Zoom in or out")],
      [["I"], _("Information")],
      [["S"], _("Slideshow")],
      [[_("Space"), "K"], _("Play or pause a video")],
      [["M"], _("Turn a video's sound off or on")],
      [["A"], _("Add to album"), "owner"],
      [["C"], _("Use as album cover"), "owner"],
      [["E"], _("Edit caption"), "owner"],
      [["T"], _("Edit tags"), "owner"],
      [["F"], _("Add to favorites"), "owner"],
      [["R", _("Shift + R")], _("Rotate right or left"), "owner"],
      [["L"], _("Share with a link"), "owner"],
      [["D"], _("Download"), "downloads"],
      [[_("Del")], _("Move to trash"), "owner"],
      [[_("Esc")], _("Back to the grid")],
    ],
  ],
  [
    _("Anywhere"),
    [
      [["/"], _("Search")],
      [["?"], _("Show this list")],
    ],
  ],
];

export const TITLE = _("Keyboard shortcuts");
