/** Texts about captions, tags, favorites and orientations. */

import { photos, UNDO, withCount } from "./photos.js";
import { fill } from "./plural.js";

export { UNDO };

export const CAPTION = _("Caption");
export const TAGS = _("Tags");
export const FAVORITE = _("Favorite");
export const EDIT = _("Edit");
export const EDIT_CAPTION = _("Edit caption");
export const EDIT_TAGS = _("Edit tags");
export const ADD_FAVORITE = _("Add to favorites");
export const REMOVE_FAVORITE = _("Remove from favorites");
export const ROTATE_RIGHT = _("Rotate right");
export const ROTATE_LEFT = _("Rotate left");
export const SHOW_IN_ALBUM = _("Also show in album…");
export const ADD_TAGS = _("Add tags");
export const REMOVE_TAGS = _("Remove tags");
export const SEPARATED = _("Separated by commas");
export const OTHER_PHOTO = _("Keep the caption and tags of the photo that had this name?");
export const KEEP_TEXT = _("Keep them");
export const USE_CAPTION = _("Use as caption");
export const USE_TAGS = _("Use as tags");
export const ONLY_YOU = _("Only you can see what's in the file.");

/** @param {string} text */
export const inFile = (text) => fill(_("In the file: “%(text)s”"), { text });

/** @param {string} label  @param {number} count */
export const forPhotos = (label, count) =>
  count === 1 ? label : fill(_("%(label)s: %(photos)s"), { label, photos: photos(count) });

export const EDITING = {
  running: _("Saving"),
  done: withCount(_n("%(count)s photo changed.", "%(count)s photos changed.")),
  failed: withCount(_n("%(count)s photo couldn't be changed.", "%(count)s photos couldn't be changed.")),
};
export const ROTATING = {
  running: _("Rotating"),
  done: withCount(_n("%(count)s photo rotated.", "%(count)s photos rotated.")),
  failed: withCount(_n("%(count)s photo couldn't be rotated.", "%(count)s photos couldn't be rotated.")),
  // Each is decoded again.
  batch: 10,
};
export const UNDOING = {
  running: _("Undoing"),
  done: withCount(_n("Changes to %(count)s photo undone.", "Changes to %(count)s photos undone.")),
  failed: withCount(_n("%(count)s photo couldn't be changed back.", "%(count)s photos couldn't be changed back.")),
};
