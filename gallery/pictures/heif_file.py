"""Take a HEIC or AVIF file apart (ISO/IEC 14496-12 and 23008-12), and repair what decoders refuse."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gallery.pictures.av1 import MAX_HEADER_BYTES, read_sequence_colors
from gallery.pictures.color_profiles import ColorSpace, space_of_numbers
from gallery.pictures.heif_items import Box, Item, read_boxes, read_item, read_items
from gallery.pictures.picture_file import PictureFile

META, MOVIE, PRIMARY, PROPERTIES, CONTAINER, ASSOCIATIONS = b"meta", b"moov", b"pitm", b"iprp", b"ipco", b"ipma"
SIZE, COLOR, LIGHT_LEVEL, FREE = b"ispe", b"colr", b"clli", b"free"
EXIF, HIDDEN_EXIF, AV1, HEVC = b"Exif", b"skip", b"av01", b"hvc1"
DERIVED = frozenset({b"grid", b"iovl", b"iden", b"tmap"})
"""Pictures made of others (ISO/IEC 23008-12, 6.6.2)."""

KNOWN_BRANDS = frozenset({b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
"""Major brands that decoders accept."""

TELEVISION_CURVES, SRGB_CURVE_NUMBER = frozenset({1, 6, 14, 15}), 13
"""ITU-T H.273, table 3."""

MAX_EXIF_BYTES, MAX_EXIF_START = 1_000_000, 64
"""Cameras write at most 64 kB, and `Exif\\0\\0` before the TIFF header, if anything."""

TIFF_HEADERS = (b"II*\0", b"MM\0*")

Associations = dict[int, list[int]]
"""Numbers of properties by item, each with its highest bit set if it's essential."""

ESSENTIAL = 0x8000


@dataclass
class Meta:
    """What the `meta` box says about the primary item and the properties of items."""

    primary: int | None = None
    properties_box: Box | None = None
    properties: list[Box] = field(default_factory=list)
    association_boxes: list[Box] = field(default_factory=list)


def take_apart(brand: bytes) -> Callable[[bytes], PictureFile]:
    """Return a function that takes a file apart. Decoders get a file with this major brand."""

    def take_apart_file(data: bytes) -> PictureFile:
        top = {box.kind: box for box in read_boxes(data, 0, len(data))}
        meta = _read_meta(data, top[META]) if META in top else Meta()
        associations = _read_associations(data, meta)
        numbers = associations.get(meta.primary or 0, [])
        own = [meta.properties[number - 1] for number in numbers if 0 < number <= len(meta.properties)]
        items = read_items(data, top[META]) if META in top else {}
        exif = next((item for item in items.values() if item.kind == EXIF), None)
        return PictureFile(
            pixels=_hide(_repair(data, brand, meta), exif),
            old_exif=_read_exif(data, exif),
            size=next((struct.unpack_from(">LL", data, box.content + 4) for box in own if _is_size(box)), None),
            colors=_read_colors(data, own) or _read_av1_colors(data, items, meta.primary or 0),
            unsupported=_name_unsupported(items, meta.primary, has_sequence=MOVIE in top),
        )

    return take_apart_file


def _read_meta(data: bytes, box: Box) -> Meta:
    meta = Meta()
    for child in read_boxes(data, box.content + 4, box.end):
        if child.kind == PRIMARY and child.end - child.content >= 6:  # noqa: PLR2004 - version, flags, number
            long = data[child.content] > 0
            meta.primary = int.from_bytes(data[child.content + 4 : child.content + (8 if long else 6)], "big")
        elif child.kind == PROPERTIES and meta.properties_box is None:
            meta.properties_box = child
            for part in read_boxes(data, child.content, child.end):
                if part.kind == CONTAINER and not meta.properties:
                    meta.properties = list(read_boxes(data, part.content, part.end))
                elif part.kind == ASSOCIATIONS:
                    meta.association_boxes.append(part)
    return meta


def _read_associations(data: bytes, meta: Meta) -> Associations:
    """Return the numbers of each item's properties, whether they're essential or not."""
    return {item: [number & ~ESSENTIAL for number in numbers] for item, numbers in _merge(data, meta).items()}


def _merge(data: bytes, meta: Meta) -> Associations:
    merged: dict[int, dict[int, None]] = {}  # in order, without repetitions
    for box in meta.association_boxes:
        for item, numbers in _read_entries(data[box.content : box.end]):
            merged.setdefault(item, {}).update(dict.fromkeys(numbers))
    return {item: list(numbers) for item, numbers in merged.items()}


def _read_entries(content: bytes) -> Iterator[tuple[int, list[int]]]:
    if len(content) < 8:  # noqa: PLR2004 - version, flags and count
        return
    item_bytes, number_bytes = (4 if content[0] else 2), (2 if content[3] & 1 else 1)
    position = 8
    while position + item_bytes < len(content):
        item = int.from_bytes(content[position : position + item_bytes], "big")
        start = position + item_bytes + 1
        position = start + content[start - 1] * number_bytes
        raw = content[start : min(position, len(content))]
        if number_bytes == 1:
            yield item, [(byte & 0x80) << 8 | byte & 0x7F for byte in raw]
        else:
            yield item, list(struct.unpack(f">{len(raw) // 2}H", raw[: len(raw) // 2 * 2]))


def _is_size(box: Box) -> bool:
    return box.kind == SIZE and box.end - box.content >= 12  # noqa: PLR2004 - version, flags, width, height


def _read_colors(data: bytes, properties: list[Box]) -> list[bytes | ColorSpace]:
    """Return the color spaces of `nclx` boxes."""
    levels = [box for box in properties if box.kind == LIGHT_LEVEL and box.end - box.content >= 2]  # noqa: PLR2004
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
    numbers = read_sequence_colors(read_item(data, pictures[0], MAX_HEADER_BYTES)) if pictures else None
    color = _color_space(*numbers) if numbers else None
    return [color] if color else []


def _color_space(primaries: int, curve: int, peak: int = 0) -> ColorSpace | None:
    """Return the color space, with sRGB's curve for that of television, as browsers show it."""
    return space_of_numbers(primaries, SRGB_CURVE_NUMBER if curve in TELEVISION_CURVES else curve, peak)


def _name_unsupported(items: dict[int, Item], primary: int | None, *, has_sequence: bool) -> str:
    """Return what decoders don't support about an intact file, or ""."""
    if primary is None:
        return "an image sequence without a still picture" if has_sequence else ""
    kind = items[primary].kind if primary in items else b""
    if not kind.isalnum() or kind in (AV1, HEVC, *DERIVED):
        return ""
    return f"a picture of the kind {kind.decode()!r}"


def _read_exif(data: bytes, item: Item | None) -> bytes:
    """Return EXIF data from its TIFF header on. The number before it says where that is, or is missing."""
    content = read_item(data, item, MAX_EXIF_BYTES) if item else b""
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
    associations = _write_associations(_merge(data, meta))
    rest = box.end - box.content - len(associations) - len(properties) - 8
    if rest < 8:  # noqa: PLR2004 - the size of a box
        return data
    # An unknown property that no item has is fine everywhere. libavif accepts no other padding.
    properties += struct.pack(">L4s", rest, FREE) + bytes(rest - 8)
    container = struct.pack(">L4s", len(properties) + 8, CONTAINER) + properties
    return data[: box.content] + container + associations + data[box.end :]


def _write_associations(associations: Associations) -> bytes:
    item_code = "L" if max(associations, default=0) > 0xFFFF else "H"  # noqa: PLR2004
    is_long = any(number & ~ESSENTIAL > 0x7F for numbers in associations.values() for number in numbers)  # noqa: PLR2004
    content = struct.pack(">BBBBL", item_code == "L", 0, 0, is_long, len(associations))
    for item, numbers in sorted(associations.items()):
        content += struct.pack(f">{item_code}B", item, len(numbers[:255]))
        content += b"".join(
            struct.pack(">H", number) if is_long else bytes((number >> 8 & 0x80 | number & 0x7F,))
            for number in numbers[:255]
        )
    return struct.pack(">L4s", len(content) + 8, ASSOCIATIONS) + content
