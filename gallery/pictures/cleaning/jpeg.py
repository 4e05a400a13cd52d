"""Copy a JPEG file without metadata (ITU-T T.81, annex B): only what decoding takes, up to the end of its picture."""

import re
import struct
from collections.abc import Callable, Iterator

from gallery.pictures import jpeg_file
from gallery.pictures.cleaning.exif import Additions
from gallery.pictures.cleaning.profile import clean_profile
from gallery.pictures.jpeg_file import (
    APP0,
    APP1,
    APP2,
    APP14,
    EOI,
    FRAME_HEADERS,
    ICC,
    MAX_SEGMENTS,
    SOI,
    SOS,
    STANDALONE,
)

DQT, DNL, DRI, DHT, DAC = 0xDB, 0xDC, 0xDD, 0xC4, 0xCC

ICC_CHUNK_BYTES = 65_000
"""A segment has at most 65,533 (B.1.1.4)."""

JFIF_BYTES, ADOBE_BYTES = 14, 12
"""Without a thumbnail (JFIF 1.02), and Adobe's marker (Adobe Technical Note 5116)."""

_MARKER = re.compile(rb"[^\xff]*+\xff++([\x01-\xfe])")
# What precedes it must not be another fill byte: otherwise, a long row of them would be read again from each. A
# pattern that begins with a byte, rather than with this condition, is searched 40 times as fast.
_MARKER_AFTER_PIXELS = re.compile(rb"\xff(?<!\xff\xff)\xff*+[^\x00\xd0-\xd7\xff]")

Segment = tuple[int, bytes]
"""Marker and content. Coded pixels follow the SOS segment, under PIXELS."""

PIXELS = -1


def clean_jpeg(data: bytes, additions: Additions) -> bytes:
    """Return a copy without metadata, except for the additions. Raises ValueError if anything is unknown."""
    segments = list(_read_segments(data))
    first_scan = next((index for index, (marker, _) in enumerate(segments) if marker == SOS), None)
    frames = [index for index, (marker, _) in enumerate(segments) if marker in FRAME_HEADERS]
    if first_scan is None or len(frames) != 1 or frames[0] > first_scan:
        raise ValueError("not one picture")
    head = segments[:first_scan]
    written = [b"\xff\xd8", *_write_head(head, additions)]
    for marker, content in segments:
        if marker == PIXELS:
            written.append(content)
        elif marker < APP0:
            written.append(_write_decoded(marker, content))
    return b"".join((*written, b"\xff\xd9"))


def _read_segments(data: bytes) -> Iterator[Segment]:
    """Yield the parts between SOI and EOI. What's between segments is ignored, as decoders do. Raises ValueError."""
    position = 2
    for _ in range(MAX_SEGMENTS):
        found = _MARKER.match(data, position)
        marker = found[1][0] if found else SOI
        if marker == EOI:
            return
        if marker == SOI or not found:
            raise ValueError("no end")
        position = found.end()
        if marker in STANDALONE:
            continue
        end = position + int.from_bytes(data[position : position + 2], "big")
        if end < position + 2 or end >= len(data):
            raise ValueError("a segment that's too long")
        yield marker, data[position + 2 : end]
        position = end
        if marker == SOS:
            position = _find_end_of_pixels(data, end)
            yield PIXELS, data[end:position]
    raise ValueError("too many segments")


def _find_end_of_pixels(data: bytes, start: int) -> int:
    found = _MARKER_AFTER_PIXELS.search(data, start)
    if not found or data[start - 1] == 0xFF:  # noqa: PLR2004 - the SOS segment never ends with one, see _MARKER
        raise ValueError("no end")
    return found.start()


def _write_head(head: list[Segment], additions: Additions) -> Iterator[bytes]:
    """Write what precedes the tables: JFIF, EXIF, the color profile, Adobe's marker."""
    parts = jpeg_file.collect_metadata(head)
    jfif = [content for marker, content in head if marker == APP0 and jpeg_file.is_color_model(marker, content)]
    adobe = [content for marker, content in head if marker == APP14 and jpeg_file.is_color_model(marker, content)]
    exif = additions.replace_exif(parts.exif)
    profile = b"".join(color for color in parts.colors if isinstance(color, bytes))
    if jfif:
        yield _segment(APP0, jfif[-1][: JFIF_BYTES - 2] + bytes(2))
    if exif:
        yield _segment(APP1, b"Exif\0\0" + exif)
    yield from _write_profile(clean_profile(profile))
    if adobe:
        yield _segment(APP14, adobe[-1][:ADOBE_BYTES])  # the last one counts


def _write_profile(profile: bytes) -> Iterator[bytes]:
    chunks = [profile[start : start + ICC_CHUNK_BYTES] for start in range(0, len(profile), ICC_CHUNK_BYTES)]
    for number, chunk in enumerate(chunks, 1):
        yield _segment(APP2, ICC + bytes((number, len(chunks))) + chunk)


def _write_decoded(marker: int, content: bytes) -> bytes:
    """Write a segment that decoding needs. Raises ValueError if it's unknown, or has anything else in it."""
    if marker not in DECODED or not DECODED[marker](content):
        raise ValueError("a segment that can't be read")
    return _segment(marker, content)


def _segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def _is_quantization(content: bytes) -> bool:
    """Whether it consists of tables of 64 numbers with one or two bytes each (B.2.4.1)."""
    position = 0
    while position < len(content):
        position += 129 if content[position] >> 4 else 65
    return position == len(content)


def _is_huffman(content: bytes) -> bool:
    """Whether it consists of tables with 16 counts and as many values as they add up to (B.2.4.2)."""
    position = 0
    while position < len(content):
        position += 17 + sum(content[position + 1 : position + 17])
    return position == len(content)


DECODED: dict[int, Callable[[bytes], bool]] = {
    **dict.fromkeys(FRAME_HEADERS, lambda content: len(content) >= 6 and len(content) == 6 + 3 * content[5]),  # noqa: PLR2004 - B.2.2
    SOS: lambda content: len(content) == 4 + 2 * content[0],
    DQT: _is_quantization,
    DHT: _is_huffman,
    DAC: lambda content: len(content) % 2 == 0 and len(content) <= 64,  # noqa: PLR2004 - B.2.4.3: 32 tables
    DRI: lambda content: len(content) == 2,  # noqa: PLR2004 - B.2.4.4
    DNL: lambda content: len(content) == 2,  # noqa: PLR2004 - B.2.5
}
"""The segments that decoding needs, each with what checks that there's nothing else in it."""
