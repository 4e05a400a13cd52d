"""Build files with unusual metadata, byte by byte."""

import io
import struct
import zlib
from collections.abc import Mapping

from PIL import Image

Entry = tuple[int, int, bytes]
"""TIFF type, count and value."""


def text(value: str, kind: int = 2) -> Entry:
    """A value of a type with one byte per character."""
    data = value.encode() + b"\0"
    return kind, len(data), data


def short(value: int) -> Entry:
    """A little-endian SHORT."""
    return 3, 1, struct.pack("<H", value)


def tiff(picture: Mapping[int, Entry], exif: Mapping[int, Entry] | None = None) -> bytes:
    """EXIF data with a little-endian TIFF header, from the entries of IFD0 and of the Exif IFD."""
    exif_offset = 8 + 6 + 12 * (len(picture) + bool(exif))
    heap_offset = exif_offset + (6 + 12 * len(exif) if exif else 0)
    heap = bytearray()

    def directory(entries: Mapping[int, Entry]) -> bytes:
        written = struct.pack("<H", len(entries))
        for tag, (kind, count, value) in sorted(entries.items()):
            field = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack("<L", heap_offset + len(heap))
            heap.extend(value if len(value) > 4 else b"")
            written += struct.pack("<HHL", tag, kind, count) + field
        return written + bytes(4)

    first = directory({**picture, **({34665: (4, 1, struct.pack("<L", exif_offset))} if exif else {})})
    return b"II*\0\x08\0\0\0" + first + (directory(exif) if exif else b"") + bytes(heap)


def segment(marker: int, content: bytes, length: int | None = None) -> bytes:
    """A JPEG segment, with a false length if given."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2 if length is None else length) + content


def jpeg(*segments: bytes, image: Image.Image | None = None) -> bytes:
    """A JPEG with some bytes after its first marker."""
    file = io.BytesIO()
    (image or Image.new("RGB", (64, 48), "teal")).save(file, "JPEG")
    return file.getvalue()[:2] + b"".join(segments) + file.getvalue()[2:]


def chunk(kind: bytes, content: bytes, checksum: int | None = None) -> bytes:
    """A PNG chunk, with a false checksum if given."""
    correct = zlib.crc32(kind + content)
    return (
        struct.pack(">L", len(content)) + kind + content + struct.pack(">L", correct if checksum is None else checksum)
    )


def png(*chunks: bytes, image: Image.Image | None = None) -> bytes:
    """A PNG with some chunks after its header."""
    file = io.BytesIO()
    (image or Image.new("RGB", (64, 48), "teal")).save(file, "PNG")
    return file.getvalue()[:33] + b"".join(chunks) + file.getvalue()[33:]


def iptc(date: str, time: str) -> bytes:
    """Photoshop's image resource with an IPTC-IIM date and time."""
    records = b"".join(
        bytes((0x1C, 2, number)) + struct.pack(">H", len(value)) + value.encode()
        for number, value in ((55, date), (60, time))
    )
    return b"8BIM\x04\x04\0\0" + struct.pack(">L", len(records)) + records + bytes(len(records) % 2)


def raw_profile(name: str, content: bytes) -> bytes:
    """A PNG text with metadata as ImageMagick writes it."""
    digits = "\n".join(content.hex()[start : start + 72] for start in range(0, 2 * len(content), 72))
    return f"Raw profile type {name}\0\n{name}\n{len(content):8}\n{digits}\n".encode()
