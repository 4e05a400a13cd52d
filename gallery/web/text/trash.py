"""Texts about the trash."""

from datetime import timedelta

from gallery.translations import lazy_gettext as _
from gallery.translations import ngettext
from gallery.web.formatting import format_number, format_plural
from gallery.web.text.photos import format_count

MAY_BE_RECOVERABLE = _("The storage account may keep a recoverable version for up to 60 days.")

RESTORE = _("Restore")
RESTORE_ALL = _("Restore all")
RESTORE_ALL_SHOWN = _("Restore all shown")
DELETE_FOREVER = _("Delete forever")
EMPTY_TRASH = _("Empty trash")
SELECT_PHOTO = _("Select %(file)s")
CANCEL = _("Cancel")

EMPTY_AND_KEPT = _("The trash is empty. Deleted photos appear here, and stay until you delete them forever.")
KEPT = _("Photos stay until you delete them forever. You can restore them.")
JUST_NOW = _("Deleted just now")


def explain_empty(days: int) -> str:
    """What the empty trash says. `days` is the setting TRASH_DAYS."""
    if not days:
        return str(EMPTY_AND_KEPT)
    return format_plural(
        "The trash is empty. Deleted photos appear here, and are deleted forever after %(count)s day.",
        "The trash is empty. Deleted photos appear here, and are deleted forever after %(count)s days.",
        days,
    )


def explain_trash(days: int) -> str:
    """How long photos stay in the trash. `days` is the setting TRASH_DAYS."""
    if not days:
        return str(KEPT)
    return format_plural(
        "Photos are deleted forever after %(count)s day. Until then, you can restore them.",
        "Photos are deleted forever after %(count)s days. Until then, you can restore them.",
        days,
    )


def format_shown(count: int, shown: int) -> str:
    """`5,000 photos, showing the latest 1,000`, or `12 photos` if all are shown."""
    if count <= shown:
        return format_count(count)
    return format_plural(
        "%(count)s photo, showing the latest %(shown)s",
        "%(count)s photos, showing the latest %(shown)s",
        count,
        shown=format_number(shown),
    )


def format_deleted(age: timedelta) -> str:
    """`Deleted 3 days ago`."""
    minutes = age // timedelta(minutes=1)
    hours, days = minutes // 60, minutes // (60 * 24)
    if days:
        return format_plural("Deleted %(count)s day ago", "Deleted %(count)s days ago", days)
    if hours:
        return format_plural("Deleted %(count)s hour ago", "Deleted %(count)s hours ago", hours)
    if minutes:
        return format_plural("Deleted %(count)s minute ago", "Deleted %(count)s minutes ago", minutes)
    return str(JUST_NOW)


def ask_to_delete(count: int) -> str:
    return format_plural("Delete %(count)s photo forever?", "Delete %(count)s photos forever?", count)


def explain_deleting(count: int) -> str:
    deleted = ngettext("It's deleted from the gallery.", "They're deleted from the gallery.", count)
    return f"{deleted} {MAY_BE_RECOVERABLE}"
