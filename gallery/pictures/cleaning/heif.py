"""Copy a HEIC or AVIF file without metadata (ISO/IEC 14496-12 and 23008-12).

Everything stays where it is, because the file refers to its parts by their positions. What isn't part of a picture is
overwritten with zeros.
"""

import struct
from collections.abc import Iterable

from gallery.model.orientations import UPRIGHT
from gallery.pictures.cleaning.exif import Additions, write_exif
from gallery.pictures.cleaning.heif_items import clean_items, read_known_items
from gallery.pictures.cleaning.profile import clean_profile
from gallery.pictures.heif_contents import (
    ASSOCIATIONS,
    CONTAINER,
    CROP,
    META,
    PRIMARY,
    PROPERTIES,
    ROTATION,
    SIZE,
)
from gallery.pictures.heif_file import COLOR, FREE, LIGHT_LEVEL
from gallery.pictures.heif_items import ITEM_DATA, ITEM_INFOS, LOCATIONS, Box, read_boxes

FILE_TYPE, MEDIA, HANDLER, REFERENCES, GROUPS, SOURCES = b"ftyp", b"mdat", b"hdlr", b"iref", b"grpl", b"dinf"

BLANKED = frozenset({FREE, b"skip", b"wide", b"uuid", b"udta", b"xml ", b"bxml", b"mpvd", b"sefd"})
"""Boxes that become free space: padding, XMP, other metadata, and a phone's video and notes."""

PICTURE_PROPERTIES = frozenset(
    {
        *(SIZE, CROP, ROTATION, LIGHT_LEVEL, b"imir", b"pixi", b"pasp", b"auxC", b"hvcC", b"av1C", b"lsel", b"a1op"),
        *(b"a1lx", b"mdcv", b"cclv", b"amve", b"reve", b"ndwt", b"tols", b"oinf"),
    }
)
"""Properties that decoding or showing a picture takes, besides its color (ISO/IEC 23008-12, 6.5)."""

OTHER_PROPERTIES = frozenset({*BLANKED, b"udes", b"altt", b"crtt", b"mdft", b"cmin", b"cmex", b"wipe"})
"""Descriptions, times, and where the camera was."""

SELF_CONTAINED_BYTES = 36
"""Of a `dinf` box that says that everything is in this file, and nothing else."""


def clean_heif(data: bytes, additions: Additions) -> bytes:
    """Return a copy without metadata, except for a location if there's room. Its orientation is the file's own.

    Raises ValueError if anything is unknown, and struct.error and IndexError for damaged boxes.
    """
    copy = bytearray(data)
    top = _read_all(data, 0, len(data))
    if not top or top[0].kind != FILE_TYPE:
        raise ValueError("no file type")
    meta = _blank_and_index(copy, top, {FILE_TYPE, META, MEDIA}, {MEDIA})[META]
    boxes = _blank_and_index(
        copy,
        _read_all(data, meta.content + 4, meta.end),
        {HANDLER, PRIMARY, ITEM_INFOS, LOCATIONS, PROPERTIES, REFERENCES, ITEM_DATA, SOURCES, GROUPS},
    )
    _zero(copy, boxes[HANDLER].content + 24, boxes[HANDLER].end)  # its name (ISO/IEC 14496-12, 8.4.3)
    if SOURCES in boxes and boxes[SOURCES].end - boxes[SOURCES].start != SELF_CONTAINED_BYTES:
        raise ValueError("it refers to other files")
    _clean_properties(copy, data, boxes[PROPERTIES])
    items = read_known_items(data, boxes)
    payloads = [box for box in (*top, *boxes.values()) if box.kind in (MEDIA, ITEM_DATA)]
    clean_items(copy, items, payloads, write_exif(UPRIGHT, additions.location))
    return bytes(copy)


def _read_all(data: bytes, start: int, end: int) -> list[Box]:
    """Return all boxes between two positions. Raises ValueError if there's anything else."""
    boxes = list(read_boxes(data, start, end))
    if (boxes[-1].end if boxes else start) != end:
        raise ValueError("something besides boxes")
    return boxes


def _blank_and_index(
    copy: bytearray, boxes: list[Box], known: Iterable[bytes], repeated: Iterable[bytes] = ()
) -> dict[bytes, Box]:
    """Overwrite boxes that aren't needed, and return the others by kind. Raises ValueError for unknown ones."""
    indexed: dict[bytes, Box] = {}
    for box in boxes:
        if box.kind in BLANKED:
            _blank(copy, box)
        elif box.kind not in known or (box.kind in indexed and box.kind not in repeated):
            raise ValueError("an unknown box")
        else:
            indexed[box.kind] = box
    return indexed


def _blank(copy: bytearray, box: Box) -> None:
    copy[box.start + 4 : box.start + 8] = FREE
    _zero(copy, box.content, box.end)


def _zero(copy: bytearray, start: int, end: int) -> None:
    copy[start:end] = bytes(max(0, end - start))


def _clean_properties(copy: bytearray, data: bytes, properties: Box) -> None:
    for part in _read_all(data, properties.content, properties.end):
        if part.kind not in (CONTAINER, ASSOCIATIONS):
            raise ValueError("an unknown box")
        for box in _read_all(data, part.content, part.end) if part.kind == CONTAINER else ():
            if box.kind == COLOR:
                _clean_color(copy, box)
            elif box.kind in OTHER_PROPERTIES:
                _blank(copy, box)
            elif box.kind not in PICTURE_PROPERTIES:
                raise ValueError("an unknown property")


def _clean_color(copy: bytearray, box: Box) -> None:
    """Replace a color profile by a clean one, filled up with zeros."""
    if bytes(copy[box.content : box.content + 4]) not in (b"prof", b"rICC"):
        return
    start = box.content + 4
    profile = clean_profile(bytes(copy[start : box.end]))
    if len(profile) > box.end - start:
        raise ValueError("no room for the profile")
    if profile:
        profile = struct.pack(">L", box.end - start) + profile[4:]  # its size, which some decoders compare
    copy[start : box.end] = profile.ljust(box.end - start, b"\0")
