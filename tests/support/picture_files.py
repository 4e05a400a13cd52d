"""Build files with unusual metadata, byte by byte."""

import io
import struct
import zlib
from collections.abc import Mapping, Sequence

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


def iptc(date: str, time: str, keywords: Sequence[bytes] = ()) -> bytes:
    """Photoshop's image resource with an IPTC-IIM date, time and keywords."""
    records = b"".join(
        bytes((0x1C, 2, number)) + struct.pack(">H", len(value)) + value
        for number, value in ((55, date.encode()), (60, time.encode()), *((25, one) for one in keywords))
    )
    return b"8BIM\x04\x04\0\0" + struct.pack(">L", len(records)) + records + bytes(len(records) % 2)


def raw_profile(name: str, content: bytes) -> bytes:
    """A PNG text with metadata as ImageMagick writes it."""
    digits = "\n".join(content.hex()[start : start + 72] for start in range(0, 2 * len(content), 72))
    return f"Raw profile type {name}\0\n{name}\n{len(content):8}\n{digits}\n".encode()


def avif(image: Image.Image, primaries: int, curve: int, peak: int = 0) -> bytes:
    """An AVIF with these numbers (ITU-T H.273) in its color box, and its brightest color in nits if it isn't 0."""
    file = io.BytesIO()
    image.save(file, "AVIF", quality=95, subsampling="4:4:4")
    data = bytearray(file.getvalue())
    struct.pack_into(">HH", data, data.index(b"nclx") + 4, primaries, curve)
    if not peak:
        return bytes(data)
    level = b"clli" + struct.pack(">HHL", peak, 100, 0)
    return bytes(data).replace(b"pixi" + bytes(4) + b"\3\x08\x08\x08", level)


def avif_with_colors_in_its_pixels(image: Image.Image, primaries: int, curve: int) -> bytes:
    """An AVIF without a color box, with these numbers in its AV1 data, where they begin in the middle of a byte."""
    data = avif(image, 1, 13)
    start, size = data.index(b"mdat") + 4, 24
    header = int.from_bytes(data[start : start + size], "big")
    at = next(at for at in range(8 * size - 16) if header >> at & 0xFFFF == 0x010D)
    header += (primaries << 8 | curve) - 0x010D << at
    return data[:start].replace(b"colrnclx", b"freenclx") + header.to_bytes(size, "big") + data[start + size :]


def ink_profile(perceptual_black: int, colorimetric_black: int) -> bytes:
    """An ICC profile of gray inks (CMYK) without color: paper is white, and everything else black, of this CIE L*."""

    def table(black: int) -> bytes:
        curve, identity = bytes(range(256)), struct.pack(">9l", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
        grid = b"".join(bytes((round((black if ink else 100) * 2.55), 128, 128)) for ink in range(16))
        return b"mft1" + bytes(4) + b"\4\3\2\0" + identity + curve * 4 + grid + curve * 3

    d50 = struct.pack(">3l", 63190, 65536, 54061)
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">L", 2) + b"x\0" + bytes(78),
        b"wtpt": b"XYZ " + bytes(4) + d50,
        b"A2B0": table(perceptual_black),
        b"A2B1": table(colorimetric_black),
    }
    entries, body, start = b"", b"", 132 + 12 * len(tags)
    for tag, content in tags.items():
        entries += tag + struct.pack(">LL", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    header = struct.pack(">L4xL12s12x4s28x", start + len(body), 0x02400000, b"prtrCMYKLab ", b"acsp") + d50
    return header.ljust(128, b"\0") + struct.pack(">L", len(tags)) + entries + body
