"""Texts about albums."""

from gallery.web.formatting import format_number
from gallery.web.text.photos import format_count

NOT_IN_AN_ALBUM = "Not in an album"
NO_ALBUMS = "No albums yet."
HOW_TO_CREATE = "Name one when you %(link)s. Folders in your storage container are albums too."
ADD_PHOTOS = "add photos"

RENAME = "Rename"
CANCEL = "Cancel"
NEW_NAME = "New name"
SAVE = "Save"


def format_contents(photos: int, albums: int) -> str:
    """`12 photos`, `12 photos, 1 album` or `3 albums`."""
    counted = f"{format_number(albums)} {'album' if albums == 1 else 'albums'}"
    if not albums:
        return format_count(photos)
    return f"{format_count(photos)}, {counted}" if photos else counted
