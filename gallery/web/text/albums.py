"""Texts about albums."""

from gallery.web.formatting import format_number
from gallery.web.text.photos import format_count

UNSORTED = "Unsorted"
"""Photos in no folder."""

NO_ALBUMS = "No albums yet."
HOW_TO_CREATE = "Name one when you %(link)s. Folders in your storage container are albums too."
ADD_PHOTOS = "add photos"

RENAME = "Rename"
CANCEL = "Cancel"
NEW_NAME = "New name"
SAVE = "Save"


def format_contents(photos: int, albums: int, total: int) -> str:
    """`12 photos`, `3 albums, 40 photos` or `12 photos, 3 albums with 28 more`, of a total of 40."""
    if not albums:
        return format_count(photos)
    counted = f"{format_number(albums)} {'album' if albums == 1 else 'albums'}"
    if not photos:
        return f"{counted}, {format_count(total)}"
    return f"{format_count(photos)}, {counted} with {format_number(total - photos)} more"
