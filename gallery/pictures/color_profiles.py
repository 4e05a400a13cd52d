"""Build ICC profiles from primaries and a curve (ICC.1:2022), and read color spaces from numbers (ITU-T H.273)."""

import struct
from dataclasses import dataclass
from functools import lru_cache

Matrix = tuple[tuple[float, float, float], ...]
Curve = tuple[float, float, float, float, float]
"""g, a, b, c, d of (ax + b)^g for x >= d, else cx (ICC.1, 10.18, function 3)."""

D65, D50, C, DCI = (0.3127, 0.329), (0.3457, 0.3585), (0.31, 0.316), (0.314, 0.351)
"""White points."""

PQ, HLG = "pq", "hlg"
"""Curves of HDR pictures, which ICC profiles can't describe."""

DEFAULT_PEAK = 1000
"""Nits of the brightest color of an HDR picture that doesn't state it."""


@dataclass(frozen=True)
class ColorSpace:
    """What the numbers of an RGB picture mean."""

    primaries: tuple[float, ...]
    """x and y of red, green and blue (CIE 1931)."""
    white: tuple[float, float]
    curve: Curve | str
    peak: float = DEFAULT_PEAK
    """Nits of the brightest color, for HDR."""


def gamma(exponent: float) -> Curve:
    """Return the curve of a power function."""
    return (exponent, 1, 0, 0, 0)


SRGB_CURVE: Curve = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
SMPTE240_CURVE: Curve = (1 / 0.45, 1 / 1.1115, 0.1115 / 1.1115, 1 / 4, 0.0912)

_BT709 = (0.64, 0.33, 0.3, 0.6, 0.15, 0.06), D65
_NTSC = (0.63, 0.34, 0.31, 0.595, 0.155, 0.07), D65
_P3 = (0.68, 0.32, 0.265, 0.69, 0.15, 0.06)
PRIMARIES = {
    1: _BT709,
    2: _BT709,
    4: ((0.67, 0.33, 0.21, 0.71, 0.14, 0.08), C),
    5: ((0.64, 0.33, 0.29, 0.6, 0.15, 0.06), D65),
    6: _NTSC,
    7: _NTSC,
    8: ((0.681, 0.319, 0.243, 0.692, 0.145, 0.049), C),
    9: ((0.708, 0.292, 0.17, 0.797, 0.131, 0.046), D65),
    10: ((1, 0, 0, 1, 0, 0), (1 / 3, 1 / 3)),
    11: (_P3, DCI),
    12: (_P3, D65),
    22: ((0.63, 0.34, 0.295, 0.605, 0.155, 0.077), D65),
}
"""ITU-T H.273, table 2, with the primaries and the white point of sRGB for `unspecified`."""

CURVES: dict[int, Curve | str] = {
    **dict.fromkeys((1, 6, 11, 14, 15), gamma(2.4)),
    2: SRGB_CURVE,
    4: gamma(2.2),
    5: gamma(2.8),
    7: SMPTE240_CURVE,
    8: gamma(1),
    13: SRGB_CURVE,
    16: PQ,
    17: gamma(2.6),
    18: HLG,
}
"""Table 3. For television, what screens do (ITU-R BT.1886) rather than cameras."""

BT2020 = ColorSpace(*PRIMARIES[9], gamma(1))
SRGB = ColorSpace(*_BT709, SRGB_CURVE)
DISPLAY_P3 = ColorSpace(_P3, D65, SRGB_CURVE)
ADOBE_RGB = ColorSpace((0.64, 0.33, 0.21, 0.71, 0.15, 0.06), D65, gamma(563 / 256))
PROPHOTO = ColorSpace((0.734699, 0.265301, 0.159597, 0.840403, 0.036598, 0.000105), D50, gamma(1.8))

_BRADFORD: Matrix = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
"""Cone responses, for chromatic adaptation (ICC.1, annex E)."""


def space_of_numbers(primaries: int, curve: int, peak: float = 0) -> ColorSpace | None:
    """Return the color space with these numbers, or None if there's none. A peak of 0 is unknown."""
    if primaries not in PRIMARIES or curve not in CURVES:
        return None
    return ColorSpace(*PRIMARIES[primaries], CURVES[curve], peak or DEFAULT_PEAK)


@lru_cache(maxsize=16)
def build_profile(space: ColorSpace, name: str = "RGB") -> bytes:
    """Return an ICC profile of a color space without HDR. Raises ValueError for impossible primaries."""
    to_d50 = _adaptation(space.white)
    red, green, blue = zip(*multiply(to_d50, to_xyz(space)), strict=True)
    curve = pad(b"para" + struct.pack(">4xHxx", 3) + _fixed(*space.curve))
    tags = {
        b"desc": write_text(name),
        b"cprt": write_text("CC0"),
        b"wtpt": _xyz(*white_xyz(D50)),
        b"chad": b"sf32" + bytes(4) + _fixed(*(number for row in to_d50 for number in row)),
        b"rXYZ": _xyz(*red),
        b"gXYZ": _xyz(*green),
        b"bXYZ": _xyz(*blue),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    offsets: dict[bytes, int] = {}
    body, start = b"", 128 + 4 + 12 * len(tags)
    for content in tags.values():
        if content not in offsets:
            offsets[content] = start + len(body)
            body += pad(content)
    table = b"".join(tag + struct.pack(">LL", offsets[content], len(content)) for tag, content in tags.items())
    header = struct.pack(">L4xL12s12x4s28x", start + len(body), 0x04300000, b"mntrRGB XYZ ", b"acsp")
    return (header + _fixed(*white_xyz(D50))).ljust(128, b"\0") + struct.pack(">L", len(tags)) + table + body


def to_xyz(space: ColorSpace) -> Matrix:
    """Return the matrix from linear RGB to CIE XYZ. Raises ValueError for impossible primaries."""
    pairs = list(zip(space.primaries[::2], space.primaries[1::2], strict=True))
    columns: Matrix = tuple(zip(*((x, y, 1 - x - y) for x, y in pairs), strict=True))
    scales = [sum(a * b for a, b in zip(row, white_xyz(space.white), strict=True)) for row in invert(columns)]
    return tuple((row[0] * scales[0], row[1] * scales[1], row[2] * scales[2]) for row in columns)


def white_xyz(white: tuple[float, float]) -> tuple[float, float, float]:
    """Return CIE XYZ of a white point whose luminance is 1."""
    x, y = white
    if y <= 0:
        raise ValueError("not a color")
    return x / y, 1, (1 - x - y) / y


def multiply(left: Matrix, right: Matrix) -> Matrix:
    """Return the product of two matrices."""
    columns = list(zip(*right, strict=True))
    return tuple(tuple(sum(a * b for a, b in zip(row, col, strict=True)) for col in columns) for row in left)


def invert(matrix: Matrix) -> Matrix:
    """Return the inverse. Raises ValueError if there's none."""
    (a, b, c), (d, e, f), (g, h, i) = matrix
    determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    if abs(determinant) < 1e-9:  # noqa: PLR2004 - zero, but for rounding
        raise ValueError("the primaries are on a line")
    rows = (
        (e * i - f * h, c * h - b * i, b * f - c * e),
        (f * g - d * i, a * i - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
    return tuple((row[0] / determinant, row[1] / determinant, row[2] / determinant) for row in rows)


def _adaptation(white: tuple[float, float]) -> Matrix:
    """Return the matrix that adapts XYZ from a white point to D50, which profiles use."""
    cones = [
        [sum(a * b for a, b in zip(row, white_xyz(point), strict=True)) for row in _BRADFORD] for point in (white, D50)
    ]
    red, green, blue = (after / before for before, after in zip(*cones, strict=True))
    return multiply(invert(_BRADFORD), multiply(((red, 0, 0), (0, green, 0), (0, 0, blue)), _BRADFORD))


def _fixed(*numbers: float) -> bytes:
    """Write numbers as s15Fixed16. Raises ValueError if one is out of range."""
    try:
        return struct.pack(f">{len(numbers)}l", *(round(number * 65536) for number in numbers))
    except struct.error as error:
        raise ValueError("out of range") from error


def _xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(x, y, z)


def write_text(text: str) -> bytes:
    """Write a text as multiLocalizedUnicodeType (ICC.1, 10.15)."""
    encoded = text.encode("utf-16-be")
    return b"mluc" + struct.pack(">4xLL4sLL", 1, 12, b"enUS", len(encoded), 28) + encoded


def pad(content: bytes) -> bytes:
    """Fill up to a multiple of four bytes."""
    return content + bytes(-len(content) % 4)
