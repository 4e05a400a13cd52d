"""Texts about what a form has done to each photo."""

from collections.abc import Mapping

from gallery.web.text.photos import format_count

RESULTS = "Results"
CONTINUE = "Continue"
UNDO = "Undo"

RENAMED = "%(file)s: renamed to %(link)s because another photo has that name"
DUPLICATE = "%(file)s: already in your gallery as %(link)s"
TRASHED = "%(file)s moved to trash"
REJECTED = "%(file)s: %(reason)s"

UPLOADED = {
    "stored": "added",
    "renamed": "added with a new name",
    "duplicate": "already in your gallery",
    "rejected": "couldn't be added",
}
"""What follows the number of photos with each outcome after an upload, in the order of the page."""

CHANGED = {
    "renamed": "moved with a new name",
    "trashed": "moved to trash",
    "restored": "restored",
    "moved": "moved",
    "album_deleted": "album deleted",
    "deleted": "deleted from the gallery",
    "gone": "no longer in the trash",
    "rejected": "failed",
}
"""The same after any other form."""


def name_outcomes(result: Mapping[str, object]) -> dict[str, str]:
    """Return what follows the number of photos with each outcome, for outcomes like this one."""
    return UPLOADED if "file" in result else CHANGED


def explain_remaining_deletions(count: int) -> str:
    return f"{format_count(count)} still to delete. Select “{CONTINUE}” to delete the rest."


def explain_remaining_album(count: int, album: str) -> str:
    return f"{format_count(count)} still in {album}. Select “{CONTINUE}” to delete the rest of the album."


def explain_remaining_restorations(count: int) -> str:
    return f"{format_count(count)} still to restore. Select “{CONTINUE}” to restore the rest."


def explain_remaining_moves(count: int, album: str) -> str:
    return f"{format_count(count)} still to move to {album}. Select “{CONTINUE}” to move the rest."
