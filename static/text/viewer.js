/** Texts in the viewer. */

import { formatNumber } from "../ui/locale.js";

export const NEWER = "Previous photo";
export const OLDER = "Next photo";
export const ZOOM = "Zoom";
export const ZOOM_OUT = "Zoom out";
export const INFORMATION = "Information";
export const SLIDESHOW = "Slideshow";
export const PAUSE_SLIDESHOW = "Pause slideshow";
export const DOWNLOAD = "Download";
export const DOWNLOAD_ORIGINAL = "Download original";
export const ROTATE_RIGHT = "Rotate right";
export const ROTATE_LEFT = "Rotate left";
export const ADD_TO_ALBUM = "Add to album";
export const SHARE = "Share";
export const DELETE = "Delete";
export const SHOW_IN_ALBUM = "Also show in album…";
export const REMOVE = "Remove";
export const USE_AS_COVER = "Use as album cover";
export const CLOSE = "Close";
/** Photos in no folder. */
export const UNSORTED = "Unsorted";
export const LIVE = "Live";
export const PLAY_LIVE = "Play live photo";
export const UNLOADABLE = "This photo couldn't be loaded.";
export const UNPLAYABLE = "This video can't be played here.";
export const TOO_LARGE_TO_PLAY = "This video is too large to be played here.";
export const OFFLINE = "You're offline. This photo will load when you're connected again.";
export const SHOW_ON_MAP = "Show on OpenStreetMap (new tab)";

/** Rows of the information. */
export const NAME = "Name";
export const CAPTION = "Caption";
export const DESCRIPTION = "In the file";
export const TAGS = "Tags";
export const FAVORITE = "Favorite";
export const USE_CAPTION = "Use as caption";
export const RATING = "Rating in the file";
export const USE_RATING = "Use as rating";
export const EDIT_CAPTION = "Edit caption";
export const EDIT_TAGS = "Edit tags";
export const ADD_FAVORITE = "Add to favorites";
export const REMOVE_FAVORITE = "Remove from favorites";
export const TAKEN = "Taken";
export const SIZE = "Size";
export const VIDEO = "Video";
export const RAW_FILE = "Raw file";
export const ALBUM = "Album";
export const ADDED_BY = "Added by";
export const A_GUEST = "a guest";
export const CAMERA = "Camera";
export const LOCATION = "Location";

/** Sources of dates. @type {Record<string, string>} */
export const SOURCES = {
  sidecar: "corrected",
  exif: "from the camera (EXIF)",
  xmp: "from the photo's XMP data",
  iptc: "from the photo's IPTC data",
  video: "from the video",
  name: "from the file's or folder's name",
  file: "from the file's modification time",
  upload: "date of upload",
};

/** @param {string} album */
export const removeFrom = (album) => `Remove from ${album}`;

/** @param {number} rating */
export const stars = (rating) => (rating === 1 ? "1 star" : `${rating} stars`);

/** @param {string} number  formatted */
export const megapixels = (number) => `${number} megapixels`;

/**
 * @param {number} number
 * @param {number} count
 */
export const position = (number, count) => `${formatNumber(number)} of ${formatNumber(count)}`;
