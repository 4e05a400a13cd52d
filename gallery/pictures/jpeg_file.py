"""Take a JPEG file apart (ITU-T T.81, annex B)."""

import re
import struct

from gallery.pictures.iptc import find_iptc
from gallery.pictures.partial_file import PartialFile
from gallery.pictures.picture_file import PictureFile, trim_exif

MAX_SEGMENTS = 10_000
"""An extended XMP packet of 100 MB has 1,600."""

SOI, SOS, EOI, APP0, APP1, APP2, APP13, APP14 = 0xD8, 0xDA, 0xD9, 0xE0, 0xE1, 0xE2, 0xED, 0xEE
STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a segment (table B.1)."""

DECODED = frozenset({*range(0xC0, 0xC8), *range(0xC9, 0xD0), *range(0xDB, 0xE0)})
"""Segments that decoding needs: frame headers, tables and intervals."""

FRAME_HEADERS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Segments with the size (B.2.2). The three others in this range are tables and reserved."""

MIN_FRAME = 10
"""Bytes up to the number of components, with the marker."""

MIN_JFIF, MIN_ADOBE = 14, 12
"""Bytes of these two segments. libjpeg ignores shorter ones; they tell it the color model."""

DECODABLE_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive (table B.1). Raw data of cameras may be lossless JPEG, which isn't a picture."""

MAX_BITS = 8
"""Per sample."""

EXIF, XMP, ICC, PHOTOSHOP = b"Exif\0", b"http://ns.adobe.com/xap/1.0/\0", b"ICC_PROFILE\0", b"Photoshop 3.0\0"
EXTENDED_XMP = b"http://ns.adobe.com/xmp/extension/\0"

_FILL = re.compile(rb"\xff++")
_TIFF_HEADERS = (b"II*\0", b"MM\0*")


def take_apart(data: bytes) -> PictureFile:
    """Return the parts of a JPEG. Segments with metadata are left out of its `pixels`. Raises ValueError."""
    kept, segments, end = _read_segments(data)
    file = collect_metadata(segments)
    file.pixels = b"".join((*kept, memoryview(data)[end:]))
    return file


def take_head_apart(file: PartialFile) -> PictureFile | None:
    """Return the metadata and size of a JPEG, which precede its pixels, or None if it has more of them."""
    kept, segments, end = _read_segments(file.start)
    frame = next((segment for segment in kept if segment[1] in FRAME_HEADERS), b"")
    if file.start[end + 1 : end + 2] != bytes((SOS,)) or not frame:
        return None
    height, width = struct.unpack_from(">HH", frame, 5)
    parts = collect_metadata(segments)
    parts.size = width, height
    return parts


def read_decodable_size(head: bytes) -> tuple[int, int] | None:
    """Return width and height of a JPEG of a kind that decoders have, if its first bytes show that it's one."""
    if not head.startswith(b"\xff\xd8\xff"):
        return None
    kept, _, _ = _read_segments(head)
    frame = next((segment for segment in kept if segment[1] in FRAME_HEADERS), b"")
    if len(frame) < MIN_FRAME or frame[1] not in DECODABLE_FRAMES or frame[4] > MAX_BITS:
        return None
    height, width = struct.unpack_from(">HH", frame, 5)
    return (width, height) if width and height else None


def _read_segments(data: bytes) -> tuple[list[bytes], list[tuple[int, bytes]], int]:
    """Return what decoding needs before the pixels, marker and content of other segments, and where the pixels begin.

    Raises ValueError.
    """
    kept, segments = [b"\xff\xd8"], []
    position = 2
    for _ in range(MAX_SEGMENTS):
        start = data.find(b"\xff", position)
        marker_at = _FILL.match(data, start).end() if start >= 0 else len(data)  # type: ignore[union-attr]  # it's there
        if marker_at >= len(data) or data[marker_at] in (SOS, EOI):
            break
        marker, position = data[marker_at], marker_at + 1
        if marker == 0 or marker in STANDALONE:
            continue
        end = position + max(2, int.from_bytes(data[position : position + 2], "big"))
        content = data[position + 2 : end]
        if marker in DECODED or is_color_model(marker, content):
            kept.append(data[marker_at - 1 : end])
        elif marker >= APP0:
            segments.append((marker, content))
        position = end
    else:
        raise ValueError("too many segments")
    return kept, segments, marker_at - 1


def is_color_model(marker: int, content: bytes) -> bool:
    """Return whether a segment tells decoders the color model."""
    is_jfif = marker == APP0 and content.startswith(b"JFIF\0") and len(content) >= MIN_JFIF
    return is_jfif or (marker == APP14 and content.startswith(b"Adobe") and len(content) >= MIN_ADOBE)


def collect_metadata(segments: list[tuple[int, bytes]]) -> PictureFile:
    """Return what segments before the pixels, each a marker and its content, say. `pixels` is empty."""

    def contents(marker: int, name: bytes) -> list[bytes]:
        return [content[len(name) :] for kind, content in segments if kind == marker and content.startswith(name)]

    profile = _join_profile(contents(APP2, ICC))
    return PictureFile(
        pixels=b"",
        exif=_join_exif([trim_exif(EXIF + content) for content in contents(APP1, EXIF)]),
        xmp=b"\n".join((*contents(APP1, XMP), _join_extension(contents(APP1, EXTENDED_XMP)))),
        iptc=find_iptc(b"".join(contents(APP13, PHOTOSHOP))),
        colors=[profile] if profile else [],
    )


def _join_exif(blocks: list[bytes]) -> bytes:
    """Return the first block, with those that continue it because a segment has at most 64 kB."""
    for number, block in enumerate(blocks[1:], 1):
        if block.startswith(_TIFF_HEADERS):
            return b"".join(blocks[:number])
    return b"".join(blocks)


def _join_extension(portions: list[bytes]) -> bytes:
    """Join what didn't fit into the main XMP packet (XMP specification part 3, 1.1.3.1).

    Each portion starts with the packet's digest (32 bytes), its length and the portion's offset (4 bytes each).
    """
    in_order = sorted(portions, key=lambda portion: (portion[:32], portion[36:40]))
    return b"".join(portion[40:] for portion in in_order)


def _join_profile(chunks: list[bytes]) -> bytes:
    """Join the chunks of an ICC profile, each of which starts with its number and their count (ICC.1, annex B.4).

    Like browsers, ignore the profile if one is missing.
    """
    present = [chunk for chunk in chunks if len(chunk) > 2]  # noqa: PLR2004 - the two numbers
    count = present[0][1] if present else 0
    parts = {chunk[0]: chunk[2:] for chunk in reversed(present) if chunk[1] == count}
    numbers = range(1, count + 1)
    return b"".join(parts[number] for number in numbers) if parts.keys() >= set(numbers) else b""
