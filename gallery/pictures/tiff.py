"""Read tags of EXIF data, a TIFF file without pixels (EXIF 2.32, 4.5.2; TIFF 6.0, section 2).

Unlike Pillow's reader, it has all types, including UTF-8 (EXIF 3.0), keeps what it can read of damaged data, and says
which directory a tag is in. Time and memory are limited: it reads only known tags, each once.
"""

import math
import struct
from dataclasses import dataclass, field

from gallery.model.orientations import MAX_ORIENTATION, UPRIGHT

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


def read_exif_tags(data: bytes, known: frozenset[int], known_gps: frozenset[int]) -> ExifTags:
    """Return the known tags, as far as they can be read, of data that starts with a TIFF header."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:  # noqa: PLR2004 - the header's size
        return ExifTags()
    picture = _read_directory(data, order, struct.unpack_from(order + "L", data, 4)[0], known | {EXIF_IFD, GPS_IFD})
    return ExifTags(
        picture,
        _read_directory(data, order, picture.get(EXIF_IFD), known),
        _read_directory(data, order, picture.get(GPS_IFD), known_gps),
    )


def read_orientation(tags: ExifTags) -> int:
    """Return the orientation of the picture's own tags. Browsers ignore those of the Exif IFD and of XMP."""
    value = tags.picture.get(ORIENTATION)
    return value if isinstance(value, int) and UPRIGHT <= value <= MAX_ORIENTATION else UPRIGHT


def _read_directory(data: bytes, order: str, offset: object, known: frozenset[int]) -> Tags:
    tags: Tags = {}
    if not isinstance(offset, int) or not 0 < offset <= len(data) - 2:
        return tags
    count = struct.unpack_from(order + "H", data, offset)[0]
    start = offset + 2
    for entry in range(start, min(start + 12 * min(count, MAX_ENTRIES), len(data) - 11), 12):
        tag, kind, length = struct.unpack_from(order + "HHL", data, entry)
        if tag in known and tag not in tags and (tag != ORIENTATION or (kind, length) == (SHORT, 1)):
            value = _read_value(data, order, entry + 8, kind, length)
            if value is not None:
                tags[tag] = value
    return tags


def _read_value(data: bytes, order: str, position: int, kind: int, count: int) -> object:
    """Return a value, which is elsewhere if it has more than four bytes, or None if it can't be read."""
    code = _NUMBERS.get(kind) or _RATIONALS.get(kind)
    if code is None and kind not in (*_TEXT_TYPES, *_BYTE_TYPES):
        return None
    size = (struct.calcsize("=" + code) if code else 1) * (2 if kind in _RATIONALS else 1) * count
    if size > 4:  # noqa: PLR2004 - see the docstring
        position = struct.unpack_from(order + "L", data, position)[0]
    if not 0 < size <= MAX_VALUE_BYTES or position + size > len(data):
        return None
    raw = data[position : position + size]
    if code is None:
        return raw.decode("latin-1") if kind in _TEXT_TYPES else raw
    numbers = struct.unpack(f"{order}{size // struct.calcsize('=' + code)}{code}", raw)
    if kind in _RATIONALS:
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        numbers = tuple(above / below if below else math.nan for above, below in pairs)
    return numbers if len(numbers) > 1 else numbers[0]
