"""Find the primary picture of a HEIC or AVIF file, its properties, and other items (ISO/IEC 23008-12)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from gallery.pictures.heif_items import Box, Item, read_boxes, read_items
from gallery.translations import Text
from gallery.translations import lazy_gettext as _

META, MOVIE, PRIMARY, PROPERTIES, CONTAINER, ASSOCIATIONS = b"meta", b"moov", b"pitm", b"iprp", b"ipco", b"ipma"
SIZE, CROP, ROTATION = b"ispe", b"clap", b"irot"
EXIF, AV1, HEVC = b"Exif", b"av01", b"hvc1"
DERIVED = frozenset({b"grid", b"iovl", b"iden", b"tmap"})
"""Pictures made of others (ISO/IEC 23008-12, 6.6.2)."""

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


@dataclass
class Contents:
    """The boxes and items of a file."""

    top: dict[bytes, Box]
    meta: Meta
    own: list[Box]
    """The properties of the primary item."""
    items: dict[int, Item]

    @property
    def exif(self) -> Item | None:
        """The first item with EXIF data."""
        return next((item for item in self.items.values() if item.kind == EXIF), None)

    @property
    def unsupported(self) -> Text | None:
        """See PictureFile."""
        return _name_unsupported(self.items, self.meta.primary, has_sequence=MOVIE in self.top)


def read_contents(data: bytes, length: int) -> Contents:
    """Read what's at the start of a file of this length."""
    top = {box.kind: box for box in read_boxes(data, 0, len(data))}
    meta = _read_meta(data, top[META]) if META in top else Meta()
    numbers = _read_associations(data, meta).get(meta.primary or 0, [])
    own = [meta.properties[number - 1] for number in numbers if 0 < number <= len(meta.properties)]
    return Contents(top, meta, own, read_items(data, top[META], length) if META in top else {})


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
    return {
        item: [number & ~ESSENTIAL for number in numbers] for item, numbers in merge_associations(data, meta).items()
    }


def merge_associations(data: bytes, meta: Meta) -> Associations:
    """Return each item's properties according to all boxes."""
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


def read_size(data: bytes, properties: list[Box]) -> tuple[int, int] | None:
    """Return width and height before cropping and rotating."""
    sizes = (box for box in properties if box.kind == SIZE and box.end - box.content >= 12)  # noqa: PLR2004 - 6.5.3
    return next((struct.unpack_from(">LL", data, box.content + 4) for box in sizes), None)


def upright_size(data: bytes, properties: list[Box]) -> tuple[int, int] | None:
    """Return the size after rotating, as libavif decodes it."""
    size = read_size(data, properties)
    for box in properties:
        if size and box.kind == ROTATION and data[box.content] & 1:  # times 90 degrees (6.5.10)
            size = size[1], size[0]
    return size


def upright_heic_size(data: bytes, properties: list[Box]) -> tuple[int, int] | None:
    """Return the size after cropping and rotating, as libheif decodes it. Raises ZeroDivisionError, struct.error."""
    size = read_size(data, properties)
    for box in properties:
        if size and box.kind == CROP:
            width, width_unit, height, height_unit = struct.unpack_from(">4L", data, box.content)
            size = min(size[0], round(width / width_unit)), min(size[1], round(height / height_unit))
        elif size and box.kind == ROTATION and data[box.content] & 1:
            size = size[1], size[0]
    return size


def _name_unsupported(items: dict[int, Item], primary: int | None, *, has_sequence: bool) -> Text | None:
    """Return what decoders don't support about an intact file, or None."""
    if primary is None:
        return _("an image sequence without a still picture") if has_sequence else None
    kind = items[primary].kind if primary in items else b""
    if not kind.isalnum() or kind in (AV1, HEVC, *DERIVED):
        return None
    return _("a picture of the kind “%(kind)s”") % {"kind": kind.decode()}
