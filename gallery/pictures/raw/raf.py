"""Find the JPEG in Fujifilm's RAF, which has all metadata (ExifTool, "FujiFilm RAF Tags")."""

import struct

from gallery.pictures.raw.contents import Extent, RawContents
from gallery.pictures.source import Source

JPEG_AT = 84
"""Where the header says where the JPEG is, and how long."""


def read_raf(source: Source) -> RawContents:
    """Return what a RAF has."""
    numbers = source.read(JPEG_AT, 8)
    return RawContents([Extent(*struct.unpack(">LL", numbers))] if len(numbers) == 8 else [])  # noqa: PLR2004 - all of both numbers
