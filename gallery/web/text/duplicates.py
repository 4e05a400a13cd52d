"""Texts about duplicates."""

from gallery.web.formatting import format_bytes, format_number
from gallery.web.text.photos import format_count

NO_DUPLICATES = "No duplicates. Every photo is in your gallery once."
HOW_TO_CHOOSE = "These photos have the same bytes. Choose which ones to move to the trash. You can restore them there."
MOVE_CHOSEN = "Move to trash"
MOVE_PHOTO = "Move %(photo)s to trash"
MOVE = "To trash"
KEEP = "Keep"
NONE_KEPT = "You'd keep none of these."


def format_extra(count: int, size: int) -> str:
    """`12 more photos than needed, 48 MB`."""
    return f"{format_number(count)} more {'photo' if count == 1 else 'photos'} than needed, {format_bytes(size)}"


def describe_group(count: int, size: int) -> str:
    """`3 times the same 4.1 MB`."""
    return f"{format_number(count)} copies of {format_bytes(size)}"


def explain_shown(shown: int, count: int) -> str:
    return f"Showing {format_number(shown)} of {format_number(count)} groups. The others follow."


def explain_skipped(count: int) -> str:
    was, were = ("wasn't", "It has") if count == 1 else ("weren't", "They have")
    return f"{format_count(count)} {was} compared. {were} no MD5, because another tool wrote them."
