"""Texts about photos: the timeline, albums and a photo's own page."""

from gallery.web.formatting import format_number

NO_PHOTOS = "No photos yet."
NO_PHOTOS_IN_ALBUM = "This album has no photos yet."
NO_UNSORTED_PHOTOS = "No unsorted photos."
ADD_SOME = "Drop some here, or choose them. They'll be sorted by the date they were taken."
ADD_SOME_TO_ALBUM = "Drop some here, or choose them."
MISSING_CONTAINER = (
    "The container %(container)s doesn't exist. It's created with the first upload, or restore it in the portal."
)

UPDATING = "Updating… Some photos may be missing for a moment."

MONTHS = "Months"
PAGES = "Pages"
PAGES_BEFORE = {"newest": "Newer photos", "oldest": "Older photos", "name": "Previous photos"}
"""By the order of the list."""
PAGES_AFTER = {"newest": "Older photos", "oldest": "Newer photos", "name": "Next photos"}
PHOTO_BEFORE = {
    "newest": "Newer photo: %(photo)s",
    "oldest": "Older photo: %(photo)s",
    "name": "Previous photo: %(photo)s",
}
PHOTO_AFTER = {"newest": "Older photo: %(photo)s", "oldest": "Newer photo: %(photo)s", "name": "Next photo: %(photo)s"}

NAME = "Name"
PROBLEM = "Problem"
TAKEN = "Taken"
DATE_SOURCES = {
    "sidecar": "corrected",
    "exif": "from the camera (EXIF)",
    "xmp": "from the photo's XMP data",
    "iptc": "from the photo's IPTC data",
    "video": "from the video",
    "name": "from the file's or folder's name",
    "file": "from the file's modification time",
    "upload": "date of upload",
}
SIZE = "Size"
LIVE = "Live"
LIVE_PHOTO = "Live photo"
PLAY_VIDEO = "Play video"
VIDEO = "Video"
RAW_FILE = "Raw file"
PLACE = "Place"
ALBUM = "Album"
ALSO_IN = "Also in"
ADDED_BY = "Added by"
A_GUEST = "a guest"
CAPTION = "Caption"
TAGS = "Tags"
TAGS_HINT = "Separated by commas"
FAVORITE = "Favorite"
SAVE = "Save"
DATE = "Date"
TIME = "Time"
OFFSET = "UTC offset"
OFFSET_EXAMPLE = "+02:00"
UTC = "UTC"
SAVE_DATE = "Save date"
RESET_DATE = "Use the file's own date"
CAPTION_IN_FILE = "Caption in the file: “%(caption)s”. Only you can see it."
OTHER_PHOTO = "The caption and tags here belong to another photo that had this name. Only you can see this."
KEEP_TEXT = "Keep them for this photo"
USE_CAPTION = "Use it as the caption"
ORIGINAL = "Original"
DOWNLOAD = "Download"
MOVE = "Move"
ROTATE_LEFT = "Rotate left"
ROTATE_RIGHT = "Rotate right"
DELETE = "Delete"
USE_AS_COVER = "Use as album cover"


def format_count(count: int) -> str:
    """`1 photo`, `1,200 photos`."""
    return f"{format_number(count)} {'photo' if count == 1 else 'photos'}"
