"""Texts about what a form has done to each photo."""

from collections.abc import Mapping

from gallery.translations import lazy_gettext as _
from gallery.translations import lazy_ngettext as _n
from gallery.web.formatting import format_plural

RESULTS = _("Results")
CONTINUE = _("Continue")
UNDO = _("Undo")

RENAMED = _("%(file)s: renamed to %(link)s because another photo has that name")
DUPLICATE = _("%(file)s: already in your gallery as %(link)s")
TRASHED = _("%(file)s moved to trash")
REJECTED = _("%(file)s: %(reason)s")

UPLOADED = {
    "stored": _n("%(count)s added", "%(count)s added"),
    "renamed": _n("%(count)s added with a new name", "%(count)s added with a new name"),
    "duplicate": _n("%(count)s already in your gallery", "%(count)s already in your gallery"),
    "rejected": _n("%(count)s couldn't be added", "%(count)s couldn't be added"),
}
"""How many photos had each outcome after an upload, in the order of the page."""

CHANGED = {
    "renamed": _n("%(count)s moved with a new name", "%(count)s moved with a new name"),
    "trashed": _n("%(count)s moved to trash", "%(count)s moved to trash"),
    "restored": _n("%(count)s restored", "%(count)s restored"),
    "moved": _n("%(count)s moved", "%(count)s moved"),
    "album_deleted": _n("%(count)s album deleted", "%(count)s albums deleted"),
    "deleted": _n("%(count)s deleted from the gallery", "%(count)s deleted from the gallery"),
    "gone": _n("%(count)s no longer in the trash", "%(count)s no longer in the trash"),
    "rejected": _n("%(count)s failed", "%(count)s failed"),
}
"""The same after any other form."""


def describe_counts(result: Mapping[str, object], counts: Mapping[str, int]) -> dict[str, str]:
    """Return `12 added` for each outcome, after a form with results like this one."""
    texts = UPLOADED if "file" in result else CHANGED
    return {outcome: format_plural(*forms, counts[outcome]) for outcome, forms in texts.items() if counts.get(outcome)}


def explain_remaining_deletions(count: int) -> str:
    return format_plural(
        "%(count)s photo still to delete. Select “%(button)s” to delete the rest.",
        "%(count)s photos still to delete. Select “%(button)s” to delete the rest.",
        count,
        button=CONTINUE,
    )


def explain_remaining_album(count: int, album: str) -> str:
    return format_plural(
        "%(count)s photo still in %(album)s. Select “%(button)s” to delete the rest of the album.",
        "%(count)s photos still in %(album)s. Select “%(button)s” to delete the rest of the album.",
        count,
        album=album,
        button=CONTINUE,
    )


def explain_remaining_restorations(count: int) -> str:
    return format_plural(
        "%(count)s photo still to restore. Select “%(button)s” to restore the rest.",
        "%(count)s photos still to restore. Select “%(button)s” to restore the rest.",
        count,
        button=CONTINUE,
    )


def explain_remaining_moves(count: int, album: str) -> str:
    return format_plural(
        "%(count)s photo still to move to %(album)s. Select “%(button)s” to move the rest.",
        "%(count)s photos still to move to %(album)s. Select “%(button)s” to move the rest.",
        count,
        album=album,
        button=CONTINUE,
    )
