"""Copy a WebP file without metadata (RFC 9649)."""

import struct
from collections.abc import Iterator

from gallery.pictures.cleaning.exif import Additions
from gallery.pictures.cleaning.profile import clean_profile
from gallery.pictures.picture_file import trim_exif
from gallery.pictures.webp_file import EXIF, FLAGS, read_simple_size

EXTENDED, PROFILE, ALPHA, ANIMATION, FRAME = b"VP8X", b"ICCP", b"ALPH", b"ANIM", b"ANMF"
LOSSY, LOSSLESS = b"VP8 ", b"VP8L"
ANIMATED, HAS_EXIF, HAS_ALPHA, HAS_PROFILE = 0x02, FLAGS[EXIF], 0x10, 0x20
"""Flags of the extended header (2.7)."""

FRAME_HEADER_BYTES, EXTENDED_BYTES, ANIMATION_BYTES = 16, 10, 6
"""Of their chunks (2.7.1)."""

MAX_CHUNKS = 100_000

Chunk = tuple[bytes, bytes]
"""Kind and content."""


def clean_webp(data: bytes, additions: Additions) -> bytes:
    """Return a copy without metadata, except for the additions. Raises ValueError if it can't be read."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise ValueError("the file is incomplete")
    chunks = list(_read_chunks(data[12:end]))
    header, flags = b"", 0
    if chunks and chunks[0][0] == EXTENDED:
        header = chunks.pop(0)[1][:EXTENDED_BYTES]
        flags = header[0]
    profile = clean_profile(_find(chunks, PROFILE)) if flags & HAS_PROFILE else b""
    exif = additions.replace_exif(trim_exif(_find(chunks, EXIF)) if flags & HAS_EXIF else b"")
    pixels = list(_write_animation(chunks) if flags & ANIMATED else _write_picture(chunks))
    if not header and not exif:
        return _write_file(pixels)
    size = header[4:] if header else _write_size(data)
    flags = flags & (ANIMATED | HAS_ALPHA) if header else _read_alpha(chunks)
    flags |= (HAS_PROFILE if profile else 0) | (HAS_EXIF if exif else 0)
    extended = _write_chunk(EXTENDED, bytes((flags, 0, 0, 0)) + size)
    before = [extended, _write_chunk(PROFILE, profile)] if profile else [extended]
    return _write_file([*before, *pixels, _write_chunk(EXIF, exif) if exif else b""])


def _read_chunks(data: bytes) -> Iterator[Chunk]:
    position = 0
    for _ in range(MAX_CHUNKS):
        if position + 8 > len(data):
            return
        kind, length = data[position : position + 4], int.from_bytes(data[position + 4 : position + 8], "little")
        if position + 8 + length > len(data):
            raise ValueError("a chunk that's too long")
        yield kind, data[position + 8 : position + 8 + length]
        position += 8 + length + length % 2
    raise ValueError("too many chunks")


def _find(chunks: list[Chunk], wanted: bytes) -> bytes:
    return next((content for kind, content in chunks if kind == wanted), b"")


def _write_picture(chunks: list[Chunk]) -> Iterator[bytes]:
    """Write the first picture, after its alpha channel if that's on its own."""
    pictures = [index for index, (kind, _) in enumerate(chunks) if kind in (LOSSY, LOSSLESS)]
    if not pictures:
        raise ValueError("no picture")
    kind, content = chunks[pictures[0]]
    alpha = [part for name, part in chunks[: pictures[0]] if name == ALPHA]
    if alpha and kind == LOSSY:
        yield _write_chunk(ALPHA, alpha[0])
    yield _write_chunk(kind, content)


def _write_animation(chunks: list[Chunk]) -> Iterator[bytes]:
    frames = [content for kind, content in chunks if kind == FRAME]
    if not frames:
        raise ValueError("no frames")
    yield _write_chunk(ANIMATION, _find(chunks, ANIMATION)[:ANIMATION_BYTES].ljust(ANIMATION_BYTES, b"\0"))
    for content in frames:
        picture = _write_picture(list(_read_chunks(content[FRAME_HEADER_BYTES:])))
        yield _write_chunk(FRAME, b"".join((content[:FRAME_HEADER_BYTES], *picture)))


def _read_alpha(chunks: list[Chunk]) -> int:
    """Return the alpha flag of a file that has no extended header: a bit of the lossless one (3.4)."""
    kind, content = chunks[0]
    return HAS_ALPHA if kind == LOSSLESS and content[4] & 0x10 else 0


def _write_size(data: bytes) -> bytes:
    return b"".join((edge - 1).to_bytes(3, "little") for edge in read_simple_size(data))


def _write_chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<L", len(content)) + content + bytes(len(content) % 2)


def _write_file(chunks: list[bytes]) -> bytes:
    length = 4 + sum(map(len, chunks))
    return b"".join((b"RIFF", struct.pack("<L", length), b"WEBP", *chunks))
