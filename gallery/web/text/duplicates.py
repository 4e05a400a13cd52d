"""Texts about duplicates."""

from gallery.translations import lazy_gettext as _
from gallery.web.formatting import format_bytes, format_number, format_plural

NO_DUPLICATES = _("No duplicates. Every photo is in your gallery once.")
HOW_TO_CHOOSE = _(
    "These photos have the same bytes. Choose which ones to move to the trash. You can restore them there."
)
MOVE_CHOSEN = _("Move to trash")
MOVE_PHOTO = _("Move %(photo)s to trash")
MOVE = _("To trash")
KEEP = _("Keep")
NONE_KEPT = _("You'd keep none of these.")

SHOWN = _("Showing %(shown)s of %(count)s groups. The others follow.")


def format_extra(count: int, size: int) -> str:
    """`12 more photos than needed, 48 MB`."""
    return format_plural(
        "%(count)s more photo than needed, %(size)s",
        "%(count)s more photos than needed, %(size)s",
        count,
        size=format_bytes(size),
    )


def describe_group(count: int, size: int) -> str:
    """`3 copies of 4.1 MB`."""
    return format_plural("%(count)s copy of %(size)s", "%(count)s copies of %(size)s", count, size=format_bytes(size))


def explain_shown(shown: int, count: int) -> str:
    return str(SHOWN % {"shown": format_number(shown), "count": format_number(count)})


def explain_skipped(count: int) -> str:
    return format_plural(
        "%(count)s photo wasn't compared. It has no MD5, because another tool wrote it.",
        "%(count)s photos weren't compared. They have no MD5, because another tool wrote them.",
        count,
    )
