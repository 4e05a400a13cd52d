"""Texts about views of the whole library: on this day, recently added, duplicates and places."""

from gallery.library.recently_added import MAX_AGE, MAX_PHOTOS
from gallery.translations import lazy_gettext as _
from gallery.web.formatting import format_bytes, format_number
from gallery.web.text.photos import format_count

ON_THIS_DAY = _("On this day")
NONE_ON_THIS_DAY = _("No photos were taken on this day.")

RECENTLY_ADDED = _("Recently added")
NONE_RECENTLY_ADDED = _("Nothing was added in the last %(days)s days.")
ABOUT_RECENTLY_ADDED = _("By the day they were added: up to %(photos)s photos from the last %(days)s days.")

PLACES = _("Places")
NONE_AT_PLACE = _("No photos were taken there.")

DUPLICATES = _("Duplicates")


def explain_recently_added() -> str:
    """What the page of recently added photos shows."""
    return str(ABOUT_RECENTLY_ADDED % {"photos": format_number(MAX_PHOTOS), "days": format_number(MAX_AGE.days)})


def explain_none_added() -> str:
    """What it says without any."""
    return str(NONE_RECENTLY_ADDED % {"days": format_number(MAX_AGE.days)})


def format_totals(photos: int, size: int) -> str:
    """`12,345 photos, 81 GB`."""
    return f"{format_count(photos)}, {format_bytes(size)}"
