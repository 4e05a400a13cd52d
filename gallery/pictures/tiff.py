"""Read tags of EXIF data, a TIFF file without pixels (EXIF 2.32, 4.5.2; TIFF 6.0, section 2).

Unlike Pillow's reader, it has all types, including UTF-8 (EXIF 3.0), keeps what it can read of damaged data, and says
which directory a tag is in. Time and memory are limited: it reads only known tags, each once.
"""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from gallery.model.orientations import MAX_ORIENTATION, UPRIGHT
from gallery.pictures.source import Source

EXIF_IFD, GPS_IFD = 34665, 34853
"""Offsets of the other two directories (4.6.3)."""

ORIENTATION, SHORT = 274, 3
"""As in browsers, the orientation counts only if it's one SHORT (4.6.4), and in the picture's own tags."""

MAX_VALUE_BYTES = 100_000
"""The longest description is far shorter."""

MAX_ENTRIES = 4_096
"""Tags per directory. Cameras write about 60."""

_TEXT_TYPES = (2, 129)
_BYTE_TYPES = (1, 6, 7)
_NUMBERS = {3: "H", 4: "L", 8: "h", 9: "l", 11: "f", 12: "d"}
_RATIONALS = {5: "L", 10: "l"}

Tags = dict[int, object]
"""Values by tag: str, bytes, a number, or a tuple of numbers if there are several."""


@dataclass(frozen=True)
class ExifTags:
    """The tags of the picture (IFD0), of its Exif IFD, and of its GPS IFD."""

    picture: Tags = field(default_factory=dict)
    exif: Tags = field(default_factory=dict)
    gps: Tags = field(default_factory=dict)


class Entry(NamedTuple):
    """A tag in a directory."""

    tag: int
    kind: int
    """Of its values: the number of a type."""
    length: int
    """The number of its values."""
    position: int
    """Where its value is, or the offset of a value with more than four bytes."""


@dataclass(frozen=True)
class Tiff:
    """A TIFF file. Offsets count from its start."""

    source: Source
    order: str
    """Of bytes, as the module struct writes it."""

    @staticmethod
    def open(source: Source) -> "Tiff | None":
        """Return the file, or None if it doesn't start with the letters for an order of bytes."""
        order = {b"II": "<", b"MM": ">"}.get(source.read(0, 2))
        return Tiff(source, order) if order else None

    @property
    def first_directory(self) -> int | None:
        """The offset of IFD0."""
        return self._read_number("L", 4)

    def read_directory(self, offset: object) -> list[Entry]:
        """Return the entries of a directory, as far as they can be read; none if it isn't in the file."""
        if not isinstance(offset, int) or offset <= 0:
            return []
        count = self._read_number("H", offset)
        return list(self._read_entries(offset + 2, min(count, MAX_ENTRIES))) if count else []

    def find_next(self, offset: int) -> int | None:
        """Return the offset of the directory after this one; 0 if it's the last."""
        count = self._read_number("H", offset)
        return None if count is None else self._read_number("L", offset + 2 + 12 * count)

    def read_value(self, entry: Entry, max_bytes: int = MAX_VALUE_BYTES) -> object:
        """Return a value, or None if it can't be read."""
        code = _NUMBERS.get(entry.kind) or _RATIONALS.get(entry.kind)
        if code is None and entry.kind not in (*_TEXT_TYPES, *_BYTE_TYPES):
            return None
        size = (struct.calcsize("=" + code) if code else 1) * (2 if entry.kind in _RATIONALS else 1) * entry.length
        position = self.find_value(entry, size)
        data = self.source.read(position, size) if position is not None and 0 < size <= max_bytes else b""
        if not data or len(data) < size:
            return None
        if code is None:
            return data.decode("latin-1") if entry.kind in _TEXT_TYPES else data
        return _unpack(data, self.order, code, is_rational=entry.kind in _RATIONALS)

    def find_value(self, entry: Entry, size: int) -> int | None:
        """Return where a value of this size is: elsewhere if it has more than four bytes."""
        return entry.position if size <= 4 else self._read_number("L", entry.position)  # noqa: PLR2004 - the size of the field

    def _read_entries(self, start: int, count: int) -> Iterator[Entry]:
        block = self.source.read(start, 12 * count)
        for at in range(0, len(block) - 11, 12):
            tag, kind, length = struct.unpack_from(self.order + "HHL", block, at)
            yield Entry(tag, kind, length, start + at + 8)

    def _read_number(self, code: str, position: int) -> int | None:
        data = self.source.read(position, struct.calcsize("=" + code))
        return struct.unpack(self.order + code, data)[0] if len(data) == struct.calcsize("=" + code) else None


def read_exif_tags(data: bytes, known: frozenset[int], known_gps: frozenset[int]) -> ExifTags:
    """Return the known tags, as far as they can be read, of data that starts with a TIFF header."""
    tiff = Tiff.open(Source.of(data))
    return read_tags_of(tiff, known, known_gps) if tiff else ExifTags()


def read_tags_of(tiff: Tiff, known: frozenset[int], known_gps: frozenset[int]) -> ExifTags:
    """Return the known tags of a file."""
    picture = read_tags_in(tiff, tiff.first_directory, known | {EXIF_IFD, GPS_IFD})
    return ExifTags(
        picture,
        read_tags_in(tiff, picture.get(EXIF_IFD), known),
        read_tags_in(tiff, picture.get(GPS_IFD), known_gps),
    )


def read_tags_in(tiff: Tiff, offset: object, known: frozenset[int]) -> Tags:
    """Return the known tags of a directory."""
    tags: Tags = {}
    for entry in tiff.read_directory(offset):
        tag, kind, length, _ = entry
        if tag in known and tag not in tags and (tag != ORIENTATION or (kind, length) == (SHORT, 1)):
            value = tiff.read_value(entry)
            if value is not None:
                tags[tag] = value
    return tags


def read_orientation(tags: ExifTags) -> int:
    """Return the orientation of the picture's own tags. Browsers ignore those of the Exif IFD and of XMP."""
    value = tags.picture.get(ORIENTATION)
    return value if isinstance(value, int) and UPRIGHT <= value <= MAX_ORIENTATION else UPRIGHT


def _unpack(data: bytes, order: str, code: str, *, is_rational: bool) -> object:
    """Return a number, or a tuple of several."""
    numbers: tuple[float, ...] = struct.unpack(f"{order}{len(data) // struct.calcsize('=' + code)}{code}", data)
    if is_rational:
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        numbers = tuple(above / below if below else math.nan for above, below in pairs)
    return numbers if len(numbers) > 1 else numbers[0]
