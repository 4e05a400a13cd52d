"""Texts about views of the whole library: on this day, recently added, duplicates and places."""

from gallery.library.recently_added import MAX_AGE, MAX_PHOTOS
from gallery.web.formatting import format_bytes, format_number
from gallery.web.text.photos import format_count

ON_THIS_DAY = "On this day"
NONE_ON_THIS_DAY = "No photos were taken on this day."

RECENTLY_ADDED = "Recently added"
NONE_RECENTLY_ADDED = "Nothing was added in the last %(days)s days."
ABOUT_RECENTLY_ADDED = "By the day they were added: up to %(photos)s photos from the last %(days)s days."

PLACES = "Places"
NONE_AT_PLACE = "No photos were taken there."

DUPLICATES = "Duplicates"


def explain_recently_added() -> str:
    """What the page of recently added photos shows."""
    return ABOUT_RECENTLY_ADDED % {"photos": format_number(MAX_PHOTOS), "days": format_number(MAX_AGE.days)}


def explain_none_added() -> str:
    """What it says without any."""
    return NONE_RECENTLY_ADDED % {"days": format_number(MAX_AGE.days)}


def format_totals(photos: int, size: int) -> str:
    """`12,345 photos, 81 GB`."""
    return f"{format_count(photos)}, {format_bytes(size)}"
