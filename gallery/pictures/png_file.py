"""Take a PNG file apart (W3C, Portable Network Graphics, third edition)."""

import re
import struct
import zlib
from collections.abc import Iterator

from gallery.pictures.iptc import find_iptc
from gallery.pictures.partial_file import PartialFile
from gallery.pictures.picture_file import PictureFile, trim_exif
from gallery.pictures.png_colors import COLOR_CHUNKS, inflate, read_colors

SIGNATURE = b"\x89PNG\r\n\x1a\n"

MAX_CHUNKS = 200_000
"""50 MB in chunks of 8 kB, which libpng writes, are 6,100."""

MAX_TEXT_BYTES = 1_000_000
"""After inflating. The rest is ignored."""

GRAY, RGB, PALETTE = 0, 2, 3
"""Color types (11.2.1)."""

IHDR, PLTE, IDAT, IEND, TRANSPARENCY, EXIF = b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"eXIf"
DECODED = (IHDR, PLTE, IDAT, IEND)
BEFORE_PIXELS = (TRANSPARENCY, EXIF, *COLOR_CHUNKS)
"""Chunks that count only before the pixels, and with a correct checksum (5.6)."""

IGNORED = b"ignored "
"""Precedes the names of the others: browsers ignore them, but their dates count."""

ANIMATION = (b"acTL", b"fcTL", b"fdAT")

XMP = b"XML:com.adobe.xmp"
RAW_PROFILE = b"Raw profile type "
TEXTS = {XMP, *(RAW_PROFILE + name for name in (b"exif", b"APP1", b"xmp", b"iptc"))}
"""Keywords of texts with metadata. ImageMagick writes raw profiles, in hexadecimal."""

_RAW_PROFILE = re.compile(rb"\s*\w{1,20}\s+\d{1,12}\s([0-9A-Fa-f\s]*)")


def take_apart(data: bytes) -> PictureFile:
    """Return the parts of a PNG. Its `pixels` have only the chunks that decoding needs.

    Raises ValueError if the file is incomplete or one of these chunks has a wrong checksum. In other chunks, that
    doesn't matter.
    """
    decoded: list[bytes | memoryview] = []
    animation = Animation()
    others: dict[bytes, bytes] = {}
    texts: dict[bytes, bytes] = {}
    has_pixels = False
    for kind, chunk in read_chunks(data):
        content = chunk[8:-4]
        has_pixels = has_pixels or kind == IDAT
        if kind in ANIMATION and is_intact(chunk):
            animation.add(kind, content, has_pixels=has_pixels)
        if kind in DECODED:
            if not is_intact(chunk):
                raise ValueError("wrong checksum")
            decoded.append(chunk)
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            _add_text(texts, kind, content)
        elif kind in BEFORE_PIXELS:
            counts = not has_pixels and is_intact(chunk)
            others.setdefault(kind if counts else IGNORED + kind, bytes(content))
    return _assemble(animation.replace_pixels(decoded), others, texts)


def take_head_apart(file: PartialFile) -> PictureFile | None:
    """Return the metadata and size of a PNG: what precedes its pixels, unless the file is small. Raises ValueError."""
    data = file.start
    if not file.is_whole:
        pixels_at = _find_pixels(data)
        if pixels_at is None:
            return None
        data = data[:pixels_at] + write_chunk(IEND, b"")
    parts = take_apart(data)
    parts.size = struct.unpack_from(">LL", parts.pixels, len(SIGNATURE) + 8)
    if not file.is_whole:
        parts.is_complete, parts.old_exif = False, b""  # the rest may have another that counts instead
    return parts


def _find_pixels(data: bytes) -> int | None:
    position = len(SIGNATURE)
    while position + 8 <= len(data):
        if data[position + 4 : position + 8] == IDAT:
            return position
        position += 12 + int.from_bytes(data[position : position + 4], "big")
    return None


class Animation:
    """The first frame of an animation whose still picture isn't part of it: browsers show the frame."""

    def __init__(self) -> None:
        self._is_animated = False
        self._controls: list[bytes] = []
        self._pixels: list[bytes] = []

    def add(self, kind: bytes, content: memoryview, *, has_pixels: bool) -> None:
        """Note a chunk, in order. `has_pixels` is whether the still picture's have begun."""
        if kind == b"acTL" and not has_pixels:
            self._is_animated = any(content[:4])  # the number of frames
        elif kind == b"fcTL" and len(self._controls) < 2:  # noqa: PLR2004 - where the first frame ends
            self._controls.append(bytes(content) if has_pixels else b"")
        elif kind == b"fdAT" and len(self._controls) == 1:
            self._pixels.append(write_chunk(IDAT, bytes(content[4:])))

    def replace_pixels(self, chunks: list[bytes | memoryview]) -> list[bytes | memoryview]:
        """Return a picture's chunks with the pixels of the first frame, if it's separate and as large."""
        is_separate = self._is_animated and bool(self._pixels) and bool(self._controls[0])
        if not is_separate or self._controls[0][4:20] != bytes(chunks[0][8:16]) + bytes(8):
            return chunks
        others = [chunk for chunk in chunks if chunk[4:8] != IDAT]
        return [*others[:-1], *self._pixels, others[-1]]


def read_chunks(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Yield type and whole chunk, until IEND. Raises ValueError if the file is incomplete."""
    view, position = memoryview(data), len(SIGNATURE)
    for _ in range(MAX_CHUNKS):
        if position + 12 > len(data):
            raise ValueError("the file is incomplete")
        end = position + 12 + int.from_bytes(data[position : position + 4], "big")
        if end > len(data):
            raise ValueError("the file is incomplete")
        kind = data[position + 4 : position + 8]
        yield kind, view[position:end]
        if kind == IEND:
            return
        position = end
    raise ValueError("too many chunks")


def is_intact(chunk: memoryview) -> bool:
    """Return whether a whole chunk has the right checksum."""
    return zlib.crc32(chunk[4:-4]) == int.from_bytes(chunk[-4:], "big")


def _assemble(decoded: list[bytes | memoryview], others: dict[bytes, bytes], texts: dict[bytes, bytes]) -> PictureFile:
    header = bytes(decoded[0][8:-4]) if decoded else b""
    if len(header) != 13 or decoded[0][4:8] != IHDR:  # noqa: PLR2004 - 11.2.1
        raise ValueError("no header")
    first_pixels = next((index for index, chunk in enumerate(decoded) if chunk[4:8] == IDAT), len(decoded))
    depth, color_type = header[8], header[9]
    transparency = others.get(TRANSPARENCY, b"")
    palette_alpha = [write_chunk(TRANSPARENCY, transparency[:256])] if color_type == PALETTE and transparency else []
    return PictureFile(
        pixels=b"".join((SIGNATURE, *decoded[:first_pixels], *palette_alpha, *decoded[first_pixels:])),
        exif=trim_exif(others.get(EXIF, b"")),
        old_exif=trim_exif(others.get(IGNORED + EXIF) or _raw_profile(texts, b"exif") or _raw_profile(texts, b"APP1")),
        xmp=texts.get(XMP) or _raw_profile(texts, b"xmp") or _raw_profile(texts, b"APP1"),
        iptc=find_iptc(_raw_profile(texts, b"iptc")),
        colors=read_colors(others),
        transparent=_transparent_color(transparency, color_type, depth),
    )


def write_chunk(kind: bytes, content: bytes) -> bytes:
    """Return a whole chunk."""
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))


def _transparent_color(content: bytes, color_type: int, depth: int) -> int | tuple[int, ...] | None:
    """Return the transparent color as Pillow decodes it: 8 bits per channel, except for gray of 16 bits."""
    count = {GRAY: 1, RGB: 3}.get(color_type, 0)
    if not count or len(content) < 2 * count:
        return None
    values: tuple[int, ...] = struct.unpack_from(f">{count}H", content)
    if color_type == RGB:
        return tuple(value >> (depth - 8) & 0xFF for value in values) if depth >= 8 else None  # noqa: PLR2004 - a byte
    if depth == 16:  # noqa: PLR2004 - see the docstring
        return values[0]
    highest, value = (1 << depth) - 1, values[0] & 0xFF
    return value * 255 // highest if value <= highest else None


def _add_text(texts: dict[bytes, bytes], kind: bytes, content: memoryview) -> None:
    """Add a text with metadata, if it is one and the first with its keyword."""
    keyword = bytes(content[:80]).partition(b"\0")[0]
    if keyword not in TEXTS or keyword in texts:
        return
    text = bytes(content[len(keyword) + 1 :])
    if kind == b"zTXt":
        text = inflate(text[1:], MAX_TEXT_BYTES)
    elif kind == b"iTXt":
        is_compressed = text[:1] == b"\1"
        text = text[2:].split(b"\0", 2)[-1]
        text = inflate(text, MAX_TEXT_BYTES) if is_compressed else text
    texts[keyword] = text[:MAX_TEXT_BYTES]


def _raw_profile(texts: dict[bytes, bytes], name: bytes) -> bytes:
    """Return the bytes of a raw profile: its name and length, then hexadecimal digits."""
    match = _RAW_PROFILE.match(texts.get(RAW_PROFILE + name, b""))
    digits = b"".join(match[1].split()) if match else b""
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
