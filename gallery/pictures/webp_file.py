"""Read the metadata and size of a WebP (RFC 9649)."""

import struct

from gallery.pictures.partial_file import PartialFile
from gallery.pictures.picture_file import PictureFile, trim_exif

EXIF, XMP = b"EXIF", b"XMP "
FLAGS = {EXIF: 0x08, XMP: 0x04}
"""Without its flag, such a chunk doesn't count (2.7)."""


def take_head_apart(file: PartialFile) -> PictureFile:
    """Return the metadata and size of a WebP. Its metadata is after its pixels. Raises MissingBytes, ValueError."""
    start = file.start
    if start[12:16] != b"VP8X":
        return PictureFile(b"", size=read_simple_size(start))
    width, height = (int.from_bytes(start[at : at + 3], "little") + 1 for at in (24, 27))
    found = _find_chunks(file, {kind for kind, flag in FLAGS.items() if start[20] & flag})
    return PictureFile(b"", exif=trim_exif(found.get(EXIF, b"")), xmp=found.get(XMP, b""), size=(width, height))


def read_simple_size(data: bytes) -> tuple[int, int]:
    """Return the size of a picture that's a lossy (RFC 6386, 9.1) or lossless bitstream (RFC 9649, 3.4)."""
    if data[12:16] == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    if data[12:16] == b"VP8L" and data[20] == 0x2F:  # noqa: PLR2004 - the signature
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    raise ValueError("not a WebP")


def _find_chunks(file: PartialFile, wanted: set[bytes]) -> dict[bytes, bytes]:
    """Return the contents of the first chunks of these kinds."""
    found: dict[bytes, bytes] = {}
    position, end = 12, 8 + int.from_bytes(file.start[4:8], "little")
    while found.keys() < wanted and position + 8 <= end:
        header = file.read(position, position + 8)
        kind, length = header[:4], int.from_bytes(header[4:], "little")
        if kind in wanted and kind not in found:
            found[kind] = file.read(position + 8, position + 8 + length)
        position += 8 + length + length % 2
    return found
