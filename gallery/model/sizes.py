"""Sizes of files, as people read them."""

from gallery.translations import Text
from gallery.translations import lazy_gettext as _

UNITS = (
    (10**12, 10**12, _("%(size)s TB")),
    (10**9, 10**9, _("%(size)s GB")),
    (10**5, 10**6, _("%(size)s MB")),
    (0, 10**3, _("%(size)s kB")),
)
"""From how many bytes on, a unit's bytes, and a size in it. Scripts use the same (bytes.js)."""

BYTES = _("%(size)s bytes")


def split_bytes(length: int) -> tuple[int, Text]:
    """Return tenths of a unit, and the text for it: `41, "%(size)s MB"`. Halves are rounded up, as browsers do."""
    unit, text = next((unit, text) for start, unit, text in UNITS if length >= start)
    return (length * 20 + unit) // (unit * 2), text


def format_bytes(length: int) -> Text:
    """`4.1 MB`, `20 kB`, with an English number."""
    tenths, unit = split_bytes(length)
    return unit % {"size": f"{tenths / 10:.1f}".removesuffix(".0")}


def format_excess(length: int, limit: int) -> tuple[Text, Text]:
    """Return both sizes, in bytes if they'd look the same otherwise."""
    texts = format_bytes(length), format_bytes(limit)
    return texts if texts[0] != texts[1] else (BYTES % {"size": f"{length:,}"}, BYTES % {"size": f"{limit:,}"})
