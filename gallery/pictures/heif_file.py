"""Take a HEIC or AVIF file apart (ISO/IEC 14496-12 and 23008-12), and repair what decoders refuse."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gallery.pictures.color_profiles import ColorSpace, space_of_numbers
from gallery.pictures.picture_file import PictureFile

MAX_BOXES = 20_000
"""In one box. A large picture has a few hundred tiles, with an `infe` box each."""

META, MOVIE, PRIMARY, PROPERTIES, CONTAINER, ASSOCIATIONS = b"meta", b"moov", b"pitm", b"iprp", b"ipco", b"ipma"
SIZE, COLOR, FREE = b"ispe", b"colr", b"free"
KNOWN_BRANDS = frozenset({b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
"""Major brands that decoders accept."""

TELEVISION_CURVES, SRGB_CURVE_NUMBER = frozenset({1, 6, 14, 15}), 13
"""ITU-T H.273, table 3."""

Associations = dict[int, list[int]]
"""Numbers of properties by item, each with its highest bit set if it's essential."""

ESSENTIAL = 0x8000


@dataclass(frozen=True)
class Box:
    """A box, as positions in the file."""

    kind: bytes
    start: int
    content: int
    """Where its content starts."""
    end: int


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
        top = {box.kind: box for box in _read_boxes(data, 0, len(data))}
        meta = _read_meta(data, top[META]) if META in top else Meta()
        associations = _read_associations(data, meta)
        numbers = associations.get(meta.primary or 0, [])
        own = [meta.properties[number - 1] for number in numbers if 0 < number <= len(meta.properties)]
        return PictureFile(
            pixels=_repair(data, brand, meta),
            size=next((struct.unpack_from(">LL", data, box.content + 4) for box in own if _is_size(box)), None),
            colors=[color for box in own if (color := _read_color(data, box))],
            is_sequence=meta.primary is None and MOVIE in top,
        )

    return take_apart_file


def _read_boxes(data: bytes, position: int, end: int) -> Iterator[Box]:
    for _ in range(MAX_BOXES):
        if position + 8 > end:
            return
        size, kind, content = int.from_bytes(data[position : position + 4], "big"), data[position + 4 : position + 8], 8
        if size == 1:
            size, content = int.from_bytes(data[position + 8 : position + 16], "big"), 16
        box_end = end if size == 0 else position + size
        if position + content > box_end or box_end > end:
            return
        yield Box(kind, position, position + content, box_end)
        position = box_end


def _read_meta(data: bytes, box: Box) -> Meta:
    meta = Meta()
    for child in _read_boxes(data, box.content + 4, box.end):
        if child.kind == PRIMARY and child.end - child.content >= 6:  # noqa: PLR2004 - version, flags, number
            long = data[child.content] > 0
            meta.primary = int.from_bytes(data[child.content + 4 : child.content + (8 if long else 6)], "big")
        elif child.kind == PROPERTIES and meta.properties_box is None:
            meta.properties_box = child
            for part in _read_boxes(data, child.content, child.end):
                if part.kind == CONTAINER and not meta.properties:
                    meta.properties = list(_read_boxes(data, part.content, part.end))
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


def _read_color(data: bytes, box: Box) -> ColorSpace | None:
    """Return the color space, with sRGB's curve for that of television, as browsers show it."""
    if box.kind != COLOR or data[box.content : box.content + 4] != b"nclx" or box.end - box.content < 8:  # noqa: PLR2004
        return None
    primaries, curve = struct.unpack_from(">HH", data, box.content + 4)
    return space_of_numbers(primaries, SRGB_CURVE_NUMBER if curve in TELEVISION_CURVES else curve)


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
    # An unknown property that no item has is fine everywhere. libavif accepts no other filling.
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
