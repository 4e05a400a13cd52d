/** Texts in the viewer. */

import { formatNumber } from "../ui/locale.js";
import { fill, plural } from "./plural.js";

export const NEWER = _("Previous photo");
export const OLDER = _("Next photo");
export const ZOOM = _("Zoom");
export const ZOOM_OUT = _("Zoom out");
export const INFORMATION = _("Information");
export const SLIDESHOW = _("Slideshow");
export const PAUSE_SLIDESHOW = _("Pause slideshow");
export const DOWNLOAD = _("Download");
export const DOWNLOAD_ORIGINAL = _("Download original");
export const ROTATE_RIGHT = _("Rotate right");
export const ROTATE_LEFT = _("Rotate left");
export const ADD_TO_ALBUM = _("Add to album");
export const SHARE = _("Share");
export const DELETE = _("Delete");
export const SHOW_IN_ALBUM = _("Also show in album…");
export const REMOVE = _("Remove");
export const USE_AS_COVER = _("Use as album cover");
export const CLOSE = _("Close");
/** Photos in no folder. */
export const UNSORTED = _("Unsorted");
export const LIVE = _("Live");
export const PLAY_LIVE = _("Play live photo");
export const UNLOADABLE = _("This photo couldn't be loaded.");
export const UNPLAYABLE = _("This video can't be played here.");
export const TOO_LARGE_TO_PLAY = _("This video is too large to be played here.");
export const OFFLINE = _("You're offline. This photo will load when you're connected again.");
export const SHOW_ON_MAP = _("Show on OpenStreetMap (new tab)");

/** Keys, as keyboards name them. */
export const DELETE_KEY = _("Del");
export const ESCAPE_KEY = _("Esc");

/** Ends of coordinates. */
export const NORTH = _("N");
export const SOUTH = _("S");
export const EAST = _("E");
export const WEST = _("W");

/** Rows of the information. */
export const NAME = _("Name");
export const CAPTION = _("Caption");
export const DESCRIPTION = _("In the file");
export const TAGS = _("Tags");
export const FAVORITE = _("Favorite");
export const USE_CAPTION = _("Use as caption");
export const RATING = _("Rating in the file");
export const USE_RATING = _("Use as rating");
export const EDIT_CAPTION = _("Edit caption");
export const EDIT_TAGS = _("Edit tags");
export const ADD_FAVORITE = _("Add to favorites");
export const REMOVE_FAVORITE = _("Remove from favorites");
export const TAKEN = _("Taken");
export const SIZE = _("Size");
export const VIDEO = _("Video");
export const RAW_FILE = _("Raw file");
export const ALBUM = _("Album");
export const ADDED_BY = _("Added by");
export const A_GUEST = _("a guest");
export const CAMERA = _("Camera");
export const LOCATION = _("Location");

/** Sources of dates. @type {Record<string, string>} */
export const SOURCES = {
  sidecar: _("corrected"),
  exif: _("from the camera (EXIF)"),
  xmp: _("from the photo's XMP data"),
  iptc: _("from the photo's IPTC data"),
  video: _("from the video"),
  name: _("from the file's or folder's name"),
  file: _("from the file's modification time"),
  upload: _("date of upload"),
};

/** @param {string} album */
export const removeFrom = (album) => fill(_("Remove from %(album)s"), { album });

/** @param {number} rating */
export const stars = (rating) => plural(rating, _n("%(count)s star", "%(count)s stars"));

/** @param {number} count  with one decimal */
export const megapixels = (count) => plural(count, _n("%(count)s megapixel", "%(count)s megapixels"));

/**
 * @param {number} number
 * @param {number} count
 */
export const position = (number, count) =>
  fill(_("%(number)s of %(count)s"), { number: formatNumber(number), count: formatNumber(count) });
