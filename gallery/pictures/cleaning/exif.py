"""The only EXIF data in a clean copy, written anew: the orientation, and the location if that's wanted."""

import struct
from dataclasses import dataclass

from gallery.model.orientations import UPRIGHT
from gallery.pictures.embedded_facts import read_tags
from gallery.pictures.exif import Location
from gallery.pictures.tiff import GPS_IFD, ORIENTATION, SHORT, read_orientation

_BYTE, _ASCII, _LONG, _RATIONAL = 1, 2, 4, 5
_HEADER = b"MM\0*\0\0\0\x08"
_SECOND_PARTS = 10_000
"""Of a second of arc: 3 mm."""

Entry = tuple[int, int, int, bytes]
"""Tag, type, count and value."""


@dataclass(frozen=True)
class Additions:
    """What a clean copy says about its picture."""

    orientation: int | None = None
    """Replaces the file's, see model/orientations.py."""
    location: Location | None = None

    def replace_exif(self, exif: bytes) -> bytes:
        """Return the copy's EXIF data, which starts with a TIFF header, for the file's own. Both may be empty."""
        return write_exif(self.orientation or read_orientation(read_tags(exif)), self.location)


def write_exif(orientation: int, location: Location | None = None) -> bytes:
    """Write EXIF data with an orientation (1 to 8) and a location; b"" if it would say nothing (EXIF 2.32, 4.6)."""
    entries: list[Entry] = []
    if orientation != UPRIGHT:
        entries.append((ORIENTATION, SHORT, 1, struct.pack(">H", orientation)))
    if not location:
        return _HEADER + _directory(entries, len(_HEADER)) if entries else b""
    gps_at = len(_HEADER) + _directory_bytes(len(entries) + 1)
    entries.append((GPS_IFD, _LONG, 1, struct.pack(">L", gps_at)))
    return _HEADER + _directory(entries, len(_HEADER)) + _directory(_gps_entries(location), gps_at)


def _gps_entries(location: Location) -> list[Entry]:
    return [
        (0, _BYTE, 4, b"\2\3\0\0"),
        (1, _ASCII, 2, b"S\0" if location.latitude < 0 else b"N\0"),
        (2, _RATIONAL, 3, _degrees(location.latitude)),
        (3, _ASCII, 2, b"W\0" if location.longitude < 0 else b"E\0"),
        (4, _RATIONAL, 3, _degrees(location.longitude)),
    ]


def _degrees(angle: float) -> bytes:
    """Write degrees, minutes and seconds."""
    minutes, seconds = divmod(round(abs(angle) * 3600 * _SECOND_PARTS), 60 * _SECOND_PARTS)
    return struct.pack(">6L", minutes // 60, 1, minutes % 60, 1, seconds, _SECOND_PARTS)


def _directory_bytes(count: int) -> int:
    return 2 + 12 * count + 4


def _directory(entries: list[Entry], start: int) -> bytes:
    """Write a directory at this position, with values of more than four bytes after it (TIFF 6.0, section 2)."""
    written, values = struct.pack(">H", len(entries)), b""
    values_at = start + _directory_bytes(len(entries))
    for tag, kind, count, value in entries:
        field = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack(">L", values_at + len(values))  # noqa: PLR2004 - the size of the field
        values += value if len(value) > 4 else b""  # noqa: PLR2004 - the size of the field
        written += struct.pack(">HHL", tag, kind, count) + field
    return written + bytes(4) + values
