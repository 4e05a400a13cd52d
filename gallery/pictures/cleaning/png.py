"""Copy a PNG file without metadata (W3C, Portable Network Graphics, third edition)."""

import zlib
from collections.abc import Container

from gallery.pictures.cleaning.exif import Additions
from gallery.pictures.cleaning.profile import clean_profile
from gallery.pictures.picture_file import trim_exif
from gallery.pictures.png_colors import MAX_PROFILE_BYTES, PROFILE, inflate
from gallery.pictures.png_file import (
    ANIMATION,
    EXIF,
    IDAT,
    IEND,
    IHDR,
    PLTE,
    SIGNATURE,
    is_intact,
    read_chunks,
    write_chunk,
)

CRITICAL = frozenset({IHDR, PLTE, IDAT, IEND})

ANCILLARY: dict[bytes, Container[int]] = {
    b"tRNS": range(1, 257),
    b"gAMA": {4},
    b"cHRM": {32},
    b"sRGB": {1},
    b"cICP": {4},
    b"sBIT": range(1, 5),
    b"cLLI": {8},
    b"mDCV": {24},
    b"pHYs": {9},
    PROFILE: range(4, 1 << 31),
    b"acTL": {8},
    b"fcTL": {26},
    b"fdAT": range(5, 1 << 31),
}
"""Chunks that pixels or their colors depend on, and the lengths they can have (11.3). Decoders ignore others."""

REPEATED = frozenset({IDAT, *ANIMATION})
"""Of other chunks, the first counts."""

LAST_CRITICAL = b"Z"
"""Kinds of critical chunks start with a capital letter (5.4)."""


def clean_png(data: bytes, additions: Additions) -> bytes:
    """Return a copy without metadata, except for the additions. Raises ValueError if anything is unknown."""
    kept: list[bytes | memoryview] = [SIGNATURE]
    found: set[bytes] = set()
    exif, pixels_at = b"", 0
    for kind, chunk in read_chunks(data):
        if not is_intact(chunk):
            if kind[:1] <= LAST_CRITICAL:
                raise ValueError("wrong checksum")
            continue
        if kind == IDAT and not pixels_at:
            pixels_at = len(kept)
        if kind == EXIF and not pixels_at:
            exif = exif or bytes(chunk[8:-4])
        elif _is_kept(kind, chunk) and (kind in REPEATED or kind not in found):
            found.add(kind)
            kept.append(_clean_profile(chunk) if kind == PROFILE else chunk)
    if not found >= {IHDR, IDAT, IEND} or len(kept[1]) != 25:  # noqa: PLR2004 - 11.2.1
        raise ValueError("not a picture")
    written = additions.replace_exif(trim_exif(exif))
    kept.insert(pixels_at, write_chunk(EXIF, written) if written else b"")
    return b"".join(kept)


def _is_kept(kind: bytes, chunk: memoryview) -> bool:
    """Whether the copy gets a chunk. Raises ValueError for one that decoding takes, but that's unknown."""
    if kind in CRITICAL:
        if kind == IEND and len(chunk) != 12:  # noqa: PLR2004 - 11.2.4
            raise ValueError("something in the last chunk")
        return True
    if kind[:1] <= LAST_CRITICAL:
        raise ValueError("an unknown critical chunk")
    return len(chunk) - 12 in ANCILLARY.get(kind, ())


def _clean_profile(chunk: memoryview) -> bytes:
    """Return a chunk with the same colors under a name that says nothing, or b"" if the profile is damaged."""
    content = bytes(chunk[8:-4]).partition(b"\0")[2]
    profile = inflate(content[1:], MAX_PROFILE_BYTES)
    if len(profile) >= MAX_PROFILE_BYTES:
        raise ValueError("a profile that's too long")
    cleaned = clean_profile(profile)
    return write_chunk(PROFILE, b"ICC profile\0\0" + zlib.compress(cleaned)) if cleaned else b""
