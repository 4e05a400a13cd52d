"""Take a HEIC or AVIF file apart (ISO/IEC 14496-12 and 23008-12), and repair what decoders refuse."""

import struct
from collections.abc import Callable

from gallery.pictures.av1 import MAX_HEADER_BYTES, read_sequence_colors
from gallery.pictures.color_profiles import ColorSpace, space_of_numbers
from gallery.pictures.heif_contents import (
    ASSOCIATIONS,
    AV1,
    CONTAINER,
    ESSENTIAL,
    Associations,
    Meta,
    merge_associations,
    read_contents,
    read_size,
    upright_heic_size,
    upright_size,
)
from gallery.pictures.heif_items import Box, Item, read_item
from gallery.pictures.partial_file import PartialFile
from gallery.pictures.picture_file import PictureFile

COLOR, LIGHT_LEVEL, FREE = b"colr", b"clli", b"free"
HIDDEN_EXIF, MIME = b"skip", b"mime"

KNOWN_BRANDS = frozenset({b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
"""Major brands that decoders accept."""

TELEVISION_CURVES, SRGB_CURVE_NUMBER = frozenset({1, 6, 14, 15}), 13
"""ITU-T H.273, table 3."""

MAX_EXIF_BYTES, MAX_EXIF_START = 1_000_000, 64
"""Cameras write at most 64 kB, and `Exif\\0\\0` before the TIFF header, if anything."""

TIFF_HEADERS = (b"II*\0", b"MM\0*")

SEQUENCE = b"avis"
"""The major brand of a file that's decoded as a sequence, whose size is in a box that may be anywhere."""


def take_apart(brand: bytes) -> Callable[[bytes], PictureFile]:
    """Return a function that takes a file apart. Decoders get a file with this major brand."""

    def take_apart_file(data: bytes) -> PictureFile:
        contents = read_contents(data, len(data))
        own, items, meta = contents.own, contents.items, contents.meta
        return PictureFile(
            pixels=_hide(_repair(data, brand, meta), contents.exif),
            old_exif=_read_exif(_reader(data), contents.exif),
            size=read_size(data, own),
            colors=_read_colors(data, own) or _read_av1_colors(data, items, meta.primary or 0),
            unsupported=contents.unsupported,
        )

    return take_apart_file


def take_heic_head_apart(file: PartialFile) -> PictureFile | None:
    """Return the metadata and size of a HEIC, or None if its boxes aren't at the start. Raises MissingBytes."""
    return _take_head_apart(file, upright_heic_size)


def take_avif_head_apart(file: PartialFile) -> PictureFile | None:
    """Return the metadata and size of an AVIF that isn't a sequence, like take_heic_head_apart."""
    return None if file.start[8:12] == SEQUENCE else _take_head_apart(file, upright_size)


def _take_head_apart(
    file: PartialFile, size_of: Callable[[bytes, list[Box]], tuple[int, int] | None]
) -> PictureFile | None:
    contents = read_contents(file.start, file.length)
    if contents.meta.primary not in contents.items:
        return None
    return PictureFile(
        pixels=b"",
        old_exif=_read_exif(file.read, contents.exif),
        size=size_of(file.start, contents.own),
        unsupported=contents.unsupported,
        is_complete=all(item.kind != MIME for item in contents.items.values()),  # which could be XMP
    )


def _read_colors(data: bytes, properties: list[Box]) -> list[bytes | ColorSpace]:
    """Return the color spaces of `nclx` boxes."""
    levels = [box for box in properties if box.kind == LIGHT_LEVEL and box.end - box.content >= 2]  # noqa: PLR2004 - MaxCLL, its first field
    peak = int.from_bytes(data[levels[0].content : levels[0].content + 2], "big") if levels else 0
    colors = []
    for box in properties:
        is_numbers = box.kind == COLOR and data[box.content : box.content + 4] == b"nclx"
        if is_numbers and box.end - box.content >= 8:  # noqa: PLR2004 - name, primaries, curve
            primaries, curve = struct.unpack_from(">HH", data, box.content + 4)
            colors.append(_color_space(primaries, curve, peak))
    return [color for color in colors if color]


def _read_av1_colors(data: bytes, items: dict[int, Item], primary: int) -> list[bytes | ColorSpace]:
    """Return the color space in the AV1 data of the picture, or of its first tile."""
    pictures = [items[number] for number in (primary, *items) if number in items and items[number].kind == AV1]
    header = read_item(_reader(data), pictures[0], MAX_HEADER_BYTES) if pictures else b""
    numbers = read_sequence_colors(header)
    color = _color_space(*numbers) if numbers else None
    return [color] if color else []


def _color_space(primaries: int, curve: int, peak: int = 0) -> ColorSpace | None:
    """Return the color space, with sRGB's curve for that of television, as browsers show it."""
    return space_of_numbers(primaries, SRGB_CURVE_NUMBER if curve in TELEVISION_CURVES else curve, peak)


def _reader(data: bytes) -> Callable[[int, int], bytes]:
    return lambda start, end: data[start:end]


def _read_exif(read: Callable[[int, int], bytes], item: Item | None) -> bytes:
    """Return EXIF data from its TIFF header on. The number before it says where that is, or is missing."""
    content = read_item(read, item, MAX_EXIF_BYTES) if item else b""
    start = 4 + int.from_bytes(content[:4], "big")
    starts = [start, *(content.find(header, 0, MAX_EXIF_START) for header in TIFF_HEADERS)]
    return next((content[one:] for one in starts if one >= 0 and content.startswith(TIFF_HEADERS, one)), b"")


def _hide(data: bytes, item: Item | None) -> bytes:
    """Return the file with another kind for an item, because decoders refuse pictures with malformed EXIF data."""
    return data[: item.kind_at] + HIDDEN_EXIF + data[item.kind_at + 4 :] if item else data


def _repair(data: bytes, brand: bytes, meta: Meta) -> bytes:
    """Return the file with a major brand that decoders know, and with one `ipma` box, at unchanged positions."""
    if data[8:12] != brand and data[8:12] not in KNOWN_BRANDS:
        data = data[:8] + brand + data[12:]
    box = meta.properties_box
    if box is None or len(meta.association_boxes) < 2:  # noqa: PLR2004 - one is fine
        return data
    properties = b"".join(data[part.start : part.end] for part in meta.properties)
    associations = _write_associations(merge_associations(data, meta))
    rest = box.end - box.content - len(associations) - len(properties) - 8
    if rest < 8:  # noqa: PLR2004 - the size of a box
        return data
    # An unknown property that no item has is fine everywhere. libavif accepts no other padding.
    properties += struct.pack(">L4s", rest, FREE) + bytes(rest - 8)
    container = struct.pack(">L4s", len(properties) + 8, CONTAINER) + properties
    return data[: box.content] + container + associations + data[box.end :]


def _write_associations(associations: Associations) -> bytes:
    item_code = "L" if max(associations, default=0) > 0xFFFF else "H"  # noqa: PLR2004 - 16 bits in version 0 of the box
    is_long = any(number & ~ESSENTIAL > 0x7F for numbers in associations.values() for number in numbers)  # noqa: PLR2004 - 7 bits without the flag
    content = struct.pack(">BBBBL", item_code == "L", 0, 0, is_long, len(associations))
    for item, numbers in sorted(associations.items()):
        content += struct.pack(f">{item_code}B", item, len(numbers[:255]))
        content += b"".join(
            struct.pack(">H", number) if is_long else bytes((number >> 8 & 0x80 | number & 0x7F,))
            for number in numbers[:255]
        )
    return struct.pack(">L4s", len(content) + 8, ASSOCIATIONS) + content
