"""Read the boxes and items of a HEIC or AVIF file (ISO/IEC 14496-12)."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

MAX_BOXES = 20_000
"""In one box. A large picture has a few hundred tiles, with an `infe` box each."""

MAX_EXTENTS = 100_000
"""Of all items together. Each item has one, as a rule."""

IN_FILE, IN_ITEM_DATA = 0, 1
"""Construction methods (ISO/IEC 14496-12, 8.11.3.3)."""

ITEM_INFOS, ITEM_INFO, LOCATIONS, ITEM_DATA = b"iinf", b"infe", b"iloc", b"idat"


@dataclass(frozen=True)
class Box:
    """A box, as positions in the file."""

    kind: bytes
    start: int
    content: int
    """Where its content starts."""
    end: int


@dataclass
class Item:
    """A picture, or metadata."""

    kind: bytes
    kind_at: int
    """Where the file says its kind."""
    info_end: int = 0
    """Where the box ends that says so. Its name is before that."""
    extents: list[tuple[int, int]] = field(default_factory=list)
    """Start and end of the parts of its content."""
    method: int = 0
    """Where its content is: IN_FILE, IN_ITEM_DATA, or elsewhere."""


class Numbers:
    """Reads one number after another."""

    def __init__(self, data: bytes, start: int, end: int) -> None:
        self._data, self.position, self._end = data, start, end

    def read(self, size: int) -> int:
        """Return the next number of some bytes, which may be none. Raises ValueError at the end."""
        start, self.position = self.position, self.position + size
        if self.position > self._end:
            raise ValueError("the box is too short")
        return int.from_bytes(self._data[start : self.position], "big")


def read_boxes(data: bytes, position: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two positions, until one is damaged."""
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


def read_items(data: bytes, meta: Box, length: int) -> dict[int, Item]:
    """Return the items of a `meta` box by number, as far as they can be read. `length` is that of the whole file."""
    boxes = {box.kind: box for box in read_boxes(data, meta.content + 4, meta.end)}
    items: dict[int, Item] = {}
    with suppress(ValueError):
        if ITEM_INFOS in boxes:
            items = dict(read_infos(data, boxes[ITEM_INFOS]))
        if LOCATIONS in boxes:
            read_locations(data, boxes[LOCATIONS], items, boxes.get(ITEM_DATA), length)
    return items


def read_item(read: Callable[[int, int], bytes], item: Item, limit: int) -> bytes:
    """Return at most `limit` bytes of an item's content. `read` returns the bytes between two positions of the file."""
    content = bytearray()
    for start, end in item.extents:
        if len(content) >= limit:
            break
        content += read(start, min(end, start + limit - len(content)))
    return bytes(content)


def read_infos(data: bytes, box: Box) -> Iterator[tuple[int, Item]]:
    """Yield number and item for each box of a known version in an `iinf` box. Raises ValueError."""
    count_bytes = 4 if data[box.content : box.content + 1] > b"\0" else 2
    for info in read_boxes(data, box.content + 4 + count_bytes, box.end):
        version = data[info.content] if info.end > info.content else 0
        if info.kind == ITEM_INFO and version in (2, 3):
            numbers = Numbers(data, info.content + 4, info.end)
            number = numbers.read(4 if version == 3 else 2)  # noqa: PLR2004 - 8.11.6.2
            numbers.read(2)
            kind_at = numbers.position
            yield number, Item(numbers.read(4).to_bytes(4, "big"), kind_at, info.end)


def read_locations(data: bytes, box: Box, items: dict[int, Item], item_data: Box | None, file_length: int) -> None:
    """Add extents to items (8.11.3). Raises ValueError."""
    numbers = Numbers(data, box.content, box.end)
    version, sizes = numbers.read(4) >> 24, numbers.read(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    number_size = 4 if version == 2 else 2  # noqa: PLR2004 - 8.11.3.2
    read_extents = 0
    for _ in range(numbers.read(number_size)):
        item = items.get(numbers.read(number_size))
        method = numbers.read(2) & 15 if version else IN_FILE
        numbers.read(2)
        base, count = numbers.read(base_size), numbers.read(2)
        read_extents += count + 1
        if read_extents > MAX_EXTENTS:
            raise ValueError("too many extents")
        is_inside = item_data if method == IN_ITEM_DATA else None
        origin, limit = (is_inside.content, is_inside.end) if is_inside else (0, file_length)
        if item is not None:
            item.method = method
        for _ in range(count):
            numbers.read(index_size)
            start = origin + base + numbers.read(offset_size)
            length = numbers.read(length_size)
            if item is not None:
                item.extents.append((start, min(start + length, limit) if length else limit))
