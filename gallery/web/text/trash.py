"""Texts about the trash."""

from datetime import timedelta

from gallery.web.formatting import format_number
from gallery.web.text.photos import format_count

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


def explain_empty(days: int) -> str:
    """What the empty trash says. `days` is the setting TRASH_DAYS."""
    return f"The trash is empty. Deleted photos appear here, and {_format_end(days)}."


def explain_trash(days: int) -> str:
    """How long photos stay in the trash. `days` is the setting TRASH_DAYS."""
    return f"Photos {_format_end(days)}. {'Until then, you' if days else 'You'} can restore them."


def _format_end(days: int) -> str:
    if not days:
        return "stay until you delete them forever"
    return f"are deleted forever after {format_number(days)} day{'s' * (days != 1)}"


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
