"""Texts about photos: the timeline, albums and a photo's own page."""

from gallery.translations import lazy_gettext as _
from gallery.web.formatting import format_plural

NO_PHOTOS = _("No photos yet.")
NO_PHOTOS_IN_ALBUM = _("This album has no photos yet.")
NO_UNSORTED_PHOTOS = _("No unsorted photos.")
ADD_SOME = _("Drop some here, or choose them. They'll be sorted by the date they were taken.")
ADD_SOME_TO_ALBUM = _("Drop some here, or choose them.")
MISSING_CONTAINER = _(
    "The container %(container)s doesn't exist. It's created with the first upload, or restore it in the portal."
)

UPDATING = _("Updating… Some photos may be missing for a moment.")

MONTHS = _("Months")
PAGES = _("Pages")
PAGES_BEFORE = {"newest": _("Newer photos"), "oldest": _("Older photos"), "name": _("Previous photos")}
"""By the order of the list."""
PAGES_AFTER = {"newest": _("Older photos"), "oldest": _("Newer photos"), "name": _("Next photos")}
PHOTO_BEFORE = {
    "newest": _("Newer photo: %(photo)s"),
    "oldest": _("Older photo: %(photo)s"),
    "name": _("Previous photo: %(photo)s"),
}
PHOTO_AFTER = {
    "newest": _("Older photo: %(photo)s"),
    "oldest": _("Newer photo: %(photo)s"),
    "name": _("Next photo: %(photo)s"),
}

NAME = _("Name")
PROBLEM = _("Problem")
TAKEN = _("Taken")
DATE_SOURCES = {
    "sidecar": _("corrected"),
    "exif": _("from the camera (EXIF)"),
    "xmp": _("from the photo's XMP data"),
    "iptc": _("from the photo's IPTC data"),
    "video": _("from the video"),
    "name": _("from the file's or folder's name"),
    "file": _("from the file's modification time"),
    "upload": _("date of upload"),
}
SIZE = _("Size")
LIVE = _("Live")
LIVE_PHOTO = _("Live photo")
PLAY_VIDEO = _("Play video")
VIDEO = _("Video")
RAW_FILE = _("Raw file")
PLACE = _("Place")
ALBUM = _("Album")
ALSO_IN = _("Also in")
ADDED_BY = _("Added by")
A_GUEST = _("a guest")
CAPTION = _("Caption")
TAGS = _("Tags")
TAGS_HINT = _("Separated by commas")
FAVORITE = _("Favorite")
SAVE = _("Save")
DATE = _("Date")
TIME = _("Time")
OFFSET = _("UTC offset")
OFFSET_EXAMPLE = _("+02:00")
UTC = _("UTC")
SAVE_DATE = _("Save date")
RESET_DATE = _("Use the file's own date")
CAPTION_IN_FILE = _("Caption in the file: “%(caption)s”. Only you can see it.")
OTHER_PHOTO = _("The caption and tags here belong to another photo that had this name. Only you can see this.")
KEEP_TEXT = _("Keep them for this photo")
USE_CAPTION = _("Use it as the caption")
ORIGINAL = _("Original")
DOWNLOAD = _("Download")
MOVE = _("Move")
ROTATE_LEFT = _("Rotate left")
ROTATE_RIGHT = _("Rotate right")
DELETE = _("Delete")
USE_AS_COVER = _("Use as album cover")


def format_count(count: int) -> str:
    """`1 photo`, `1,200 photos`."""
    return format_plural("%(count)s photo", "%(count)s photos", count)
