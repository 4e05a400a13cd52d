"""Read what a PNG says about its colors (W3C, Portable Network Graphics, third edition, 4.3), as browsers do."""

import struct
import zlib
from collections.abc import Mapping
from contextlib import suppress

from gallery.pictures.color_profiles import (
    D65,
    SRGB,
    ColorSpace,
    build_profile,
    gamma,
    space_of_numbers,
)

CICP, PROFILE, SRGB_CHUNK, GAMMA, CHROMATICITIES = b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM"
LIGHT_LEVEL, MASTERING = b"cLLI", b"mDCV"
COLOR_CHUNKS = (CICP, PROFILE, SRGB_CHUNK, GAMMA, CHROMATICITIES, LIGHT_LEVEL, MASTERING)

MAX_PROFILE_BYTES = 4_000_000
"""After inflating. Profiles of printers have up to 3 MB."""

SRGB_GAMMA = 45_455
"""This number alone stands for sRGB (table 12)."""

MAX_EXPONENT = 100
"""Of the curve, and of its inverse. No real picture has more."""


def read_colors(chunks: Mapping[bytes, bytes]) -> list[bytes | ColorSpace]:
    """Return all that chunks before the pixels say about the colors, the most important first."""
    colors: list[bytes | ColorSpace] = []
    cicp = chunks.get(CICP, b"")
    if len(cicp) == 4 and cicp[2:] == b"\0\1":  # noqa: PLR2004 - RGB in full range
        numbered = space_of_numbers(cicp[0], cicp[1], _read_peak(chunks))
        colors += [numbered] if numbered else []
    profile = inflate(chunks.get(PROFILE, b"").partition(b"\0")[2][1:], MAX_PROFILE_BYTES)
    colors += [profile] if profile else []
    if chunks.get(SRGB_CHUNK):
        return [*colors, SRGB]
    measured = _read_measured(chunks)
    return [*colors, measured] if measured else colors


def inflate(data: bytes, limit: int) -> bytes:
    """Inflate at most `limit` bytes. The rest and damaged data are ignored."""
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(data, limit) if data else b""
    return b""


def _read_peak(chunks: Mapping[bytes, bytes]) -> float:
    """Return nits of the brightest color: the picture's own, else of the screen it was made on, else 0."""
    own, screen = chunks.get(LIGHT_LEVEL, b""), chunks.get(MASTERING, b"")
    for content, start, size in ((own, 0, 8), (screen, 16, 24)):
        if len(content) == size and any(content[start : start + 4]):
            return int.from_bytes(content[start : start + 4], "big") / 10_000
    return 0


def _read_measured(chunks: Mapping[bytes, bytes]) -> ColorSpace | None:
    """Return the color space of gAMA and cHRM. Browsers ignore cHRM alone, and both if one is impossible."""
    content, points = chunks.get(GAMMA, b""), chunks.get(CHROMATICITIES, b"")
    number = int.from_bytes(content[:4], "big") if len(content) >= 4 else 0  # noqa: PLR2004 - 32 bits
    has_points = len(points) >= 32  # noqa: PLR2004 - eight numbers of 32 bits
    if not number or (number == SRGB_GAMMA and not has_points):
        return None
    exponent = 100_000 / number
    if not 1 / MAX_EXPONENT <= exponent <= MAX_EXPONENT:
        return None
    values = [value / 100_000 for value in struct.unpack_from(">8L", points)] if has_points else [*D65, *SRGB.primaries]
    space = ColorSpace(tuple(values[2:]), (values[0], values[1]), gamma(exponent))
    with suppress(ValueError, ZeroDivisionError):
        build_profile(space)
        return space
    return None
