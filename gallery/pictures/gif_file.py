"""Read the metadata and size of a GIF (GIF89a specification)."""

import struct

from gallery.pictures.partial_file import PartialFile
from gallery.pictures.picture_file import PictureFile
from gallery.pictures.xmp import MAX_XMP_BYTES

XMP = b"\x21\xff\x0bXMP DataXMP"
"""Precedes an XMP packet, which isn't in blocks like other data (XMP specification part 3, 1.1.2)."""

XMP_END = b"<?xpacket end="
"""The end of a packet (XMP specification part 1, 7.3.2)."""

EXTENSION, FRAME = 0x21, 0x2C
"""Bytes that blocks start with (section 12)."""


def take_apart(data: bytes) -> PictureFile:
    """Return the parts of a GIF."""
    start = data.find(XMP) + len(XMP)
    return PictureFile(data, xmp=data[start : start + MAX_XMP_BYTES] if start >= len(XMP) else b"")


def take_head_apart(file: PartialFile) -> PictureFile:
    """Return the metadata and size of a GIF. An XMP packet may be anywhere in the file."""
    parts = take_apart(file.start)
    parts.size = _read_size(file.start)
    parts.is_complete = file.is_whole or XMP_END in parts.xmp
    return parts


def _read_size(data: bytes) -> tuple[int, int]:
    """Return the size of the screen, which includes the first frame. Raises struct.error and IndexError."""
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    position = 13 + palette_bytes(flags)
    while data[position] == EXTENSION:
        position += 2
        while data[position]:
            position += 1 + data[position]
        position += 1
    if data[position] != FRAME:
        raise ValueError("not a GIF")
    left, top, frame_width, frame_height = struct.unpack_from("<4H", data, position + 1)
    return max(width, left + frame_width), max(height, top + frame_height)


def palette_bytes(flags: int) -> int:
    """Return the size of the palette that a descriptor with these flags announces."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0
