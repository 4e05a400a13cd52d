"""Overwrite everything in the data of a HEIC or AVIF file that isn't a picture (ISO/IEC 14496-12, 8.11)."""

import struct
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from gallery.pictures.heif_contents import AV1, DERIVED, EXIF, HEVC
from gallery.pictures.heif_file import HIDDEN_EXIF, MIME
from gallery.pictures.heif_items import (
    IN_FILE,
    IN_ITEM_DATA,
    ITEM_DATA,
    ITEM_INFOS,
    LOCATIONS,
    Box,
    Item,
    read_boxes,
    read_infos,
    read_locations,
)

PICTURES = frozenset({HEVC, AV1, *DERIVED})
METADATA = frozenset({EXIF, MIME, b"uri ", b"iptc", b"jumb", HIDDEN_EXIF})
"""Kinds of items."""

Extent = tuple[int, int]
"""Start and end."""

_TO_BLANKS = b"\0" + b" " * 255
"""For bytes.translate: keeps where texts end."""


def read_known_items(data: bytes, boxes: Mapping[bytes, Box]) -> list[Item]:
    """Return all items of a `meta` box. Raises ValueError if one can't be read or is of an unknown kind."""
    box = boxes[ITEM_INFOS]
    infos = list(read_infos(data, box))
    listed = list(read_boxes(data, box.content + (8 if data[box.content] else 6), box.end))
    items = dict(infos)
    if not listed or listed[-1].end != box.end or not len(items) == len(infos) == len(listed):
        raise ValueError("an item that can't be read")
    read_locations(data, boxes[LOCATIONS], items, boxes.get(ITEM_DATA), len(data))
    if any(item.kind not in PICTURES | METADATA for item in items.values()):
        raise ValueError("an unknown item")
    if any(item.method not in (IN_FILE, IN_ITEM_DATA) for item in items.values()):
        raise ValueError("an item within another")
    return list(items.values())


def clean_items(copy: bytearray, items: Sequence[Item], payloads: Sequence[Box], exif: bytes) -> None:
    """Overwrite what isn't part of a picture, and names. Write `exif` into the first item for it, if it fits.

    Raises ValueError if metadata overlaps with pictures, or pictures with anything outside the payloads.
    """
    pictures = sorted(extent for item in items if item.kind in PICTURES for extent in item.extents)
    metadata = sorted(extent for item in items if item.kind in METADATA for extent in item.extents)
    if _overlap(pictures, metadata):
        raise ValueError("metadata within pictures")
    sorted_payloads = sorted((box.content, box.end) for box in payloads)
    for start, end, inside in _assign(pictures, sorted_payloads):
        _zero_around(copy, inside, start, end)
    holder = _find_exif(items, sorted_payloads, 4 + len(exif)) if exif else None
    for item in items:
        _blank_name(copy, item, is_kept=item is holder or item.kind in PICTURES)
    if holder:
        start = holder.extents[0][0]
        copy[start : start + 4 + len(exif)] = struct.pack(">L", 0) + exif  # ISO/IEC 23008-12, A.2.1


def _overlap(some: Sequence[Extent], others: Sequence[Extent]) -> bool:
    """Return whether any of some sorted extents overlaps with one of the others."""
    tagged = sorted([(start, end, 0) for start, end in some] + [(start, end, 1) for start, end in others])
    reached = [0, 0]
    for start, end, which in tagged:
        if end > start and start < reached[1 - which]:
            return True
        reached[which] = max(reached[which], end)
    return False


def _assign(extents: Sequence[Extent], payloads: Sequence[Extent]) -> list[tuple[int, int, list[Extent]]]:
    """Return each payload with the extents in it. Raises ValueError if one isn't inside of any."""
    assigned: list[tuple[int, int, list[Extent]]] = [(start, end, []) for start, end in payloads]
    starts = [start for start, _ in payloads]
    for extent in extents:
        index = bisect_right(starts, extent[0]) - 1
        if index < 0 or not extent[0] <= extent[1] <= payloads[index][1]:
            raise ValueError("a picture outside of the data")
        assigned[index][2].append(extent)
    return assigned


def _zero_around(copy: bytearray, kept: Sequence[Extent], start: int, end: int) -> None:
    """Overwrite what's between two positions and not in sorted extents."""
    for kept_start, kept_end in (*kept, (end, end)):
        if kept_start > start:
            copy[start:kept_start] = bytes(kept_start - start)
        start = max(start, kept_end)


def _find_exif(items: Sequence[Item], payloads: Sequence[Extent], size: int) -> Item | None:
    """Return the first item with EXIF data, if it has room."""
    item = next((item for item in items if item.kind == EXIF), None)
    if item is None or len(item.extents) != 1:
        return None
    (start, end), *_ = item.extents
    fits = any(first <= start and end <= last for first, last in payloads) and end - start >= size
    return item if fits else None


def _blank_name(copy: bytearray, item: Item, *, is_kept: bool) -> None:
    """Overwrite an item's texts, and the kind of one that's gone, because decoders refuse malformed EXIF data."""
    if not is_kept:
        copy[item.kind_at : item.kind_at + 4] = HIDDEN_EXIF
    texts = slice(item.kind_at + 4, item.info_end)
    copy[texts] = copy[texts].translate(_TO_BLANKS)
