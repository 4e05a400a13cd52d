"""Texts about the trash."""

from datetime import timedelta

from gallery.web.formatting import format_number
from gallery.web.text.photos import format_count

EMPTY = "The trash is empty. Deleted photos appear here and are kept for at least 30 days."
KEPT_FOR = "Photos are kept in the trash for at least 30 days. Until then, you can restore them."
MAY_BE_RECOVERABLE = "The storage account may keep a recoverable version for up to 60 days."

RESTORE = "Restore"
RESTORE_ALL = "Restore all"
RESTORE_ALL_SHOWN = "Restore all shown"
DELETE_FOREVER = "Delete forever"
EMPTY_TRASH = "Empty trash"
SELECT_PHOTO = "Select %(file)s"
CANCEL = "Cancel"

AGE_UNITS = (("day", 24 * 60), ("hour", 60), ("minute", 1))
"""In minutes."""


def format_shown(count: int, shown: int) -> str:
    """`5,000 photos, showing the latest 1,000`, or `12 photos` if all are shown."""
    return f"{format_count(count)}, showing the latest {format_number(shown)}" if count > shown else format_count(count)


def format_deleted(age: timedelta) -> str:
    """`Deleted 3 days ago`."""
    minutes = age // timedelta(minutes=1)
    if minutes < 1:
        return "Deleted just now"
    count, unit = next((minutes // length, unit) for unit, length in AGE_UNITS if minutes >= length)
    return f"Deleted {format_number(count)} {unit}{'s' * (count != 1)} ago"


def ask_to_delete(count: int) -> str:
    return f"Delete {format_count(count)} forever?"


def explain_deleting(count: int) -> str:
    subject = "It's" if count == 1 else "They're"
    return f"{subject} deleted from the gallery. {MAY_BE_RECOVERABLE}"
