"""Show HDR pictures on ordinary screens as browsers do: with the reference white tone mapping of SMPTE ST 2094-50."""

import math
from functools import lru_cache

from PIL import Image, ImageFilter

from gallery.pictures.color_profiles import (
    BT2020,
    DEFAULT_PEAK,
    PQ,
    SRGB,
    SRGB_CURVE,
    ColorSpace,
    invert,
    multiply,
    to_xyz,
)

NODES = 33
"""Per color: between them, colors are interpolated."""

REFERENCE_WHITE, HLG_PEAK = 203, 1000
"""Nits of white (ITU-R BT.2408) and of a screen for HLG (BT.2100)."""

KNEE, BEND = 1.0, 0.65
"""Multiples of reference white: up to the knee, colors keep their ratio."""


def tone_map(image: Image.Image, space: ColorSpace) -> Image.Image:
    """Convert an RGB or RGBA picture in an HDR color space to sRGB."""
    return image.filter(ImageFilter.Color3DLUT(NODES, _table(space)))


@lru_cache(maxsize=8)
def _table(space: ColorSpace) -> list[float]:
    """Return sRGB colors, 0 to 1, of all nodes, red first."""
    to_bt2020 = multiply(invert(to_xyz(BT2020)), to_xyz(space))
    to_srgb = multiply(invert(to_xyz(SRGB)), to_xyz(BT2020))
    luminance = to_xyz(BT2020)[1]
    is_pq, end = space.curve == PQ, space.peak / REFERENCE_WHITE
    linear = [(_pq if is_pq else _hlg)(node / (NODES - 1)) for node in range(NODES)]
    table = []
    for b in linear:
        for g in linear:
            for r in linear:
                color = [row[0] * r + row[1] * g + row[2] * b for row in to_bt2020]
                if not is_pq:  # BT.2100's system gamma of 1.2
                    light = sum(part * share for part, share in zip(color, luminance, strict=True))
                    color = [part * max(light, 0) ** 0.2 * HLG_PEAK / REFERENCE_WHITE for part in color]
                brightest = max(color)
                gain = _curve(brightest, end) / brightest if brightest > 0 else 0
                x, y, z = color[0] * gain, color[1] * gain, color[2] * gain
                table += [_encode(row[0] * x + row[1] * y + row[2] * z) for row in to_srgb]
    return table


def _pq(value: float) -> float:
    """Return multiples of reference white (SMPTE ST 2084)."""
    root = value ** (32 / 2523)
    multiple: float = (
        10_000 / REFERENCE_WHITE * (max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (16384 / 2610)
    )
    return multiple


def _hlg(value: float) -> float:
    """Return the scene's light, 0 to 1 (ITU-R BT.2100, table 5)."""
    if value <= 0.5:  # noqa: PLR2004 - where the logarithm begins
        return value * value / 3
    return (math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12


def _curve(brightness: float, end: float) -> float:
    """Map multiples of reference white to the screen's: a line, then a quadratic Bézier curve to the peak, `end`.

    White is at half the screen's brightness, or above if the peak is below the default. If the peak isn't brighter than
    reference white, nothing changes.
    """
    if end <= KNEE:
        return brightness
    white = 1 - min(math.log(end) / math.log(DEFAULT_PEAK / REFERENCE_WHITE), 1) / 2
    if brightness <= KNEE:
        return brightness * white
    if brightness >= end:
        return 1
    middle_x = KNEE + BEND * (1 / white - KNEE)
    middle_y = white + BEND * (1 - white)
    square, double = KNEE - 2 * middle_x + end, 2 * (middle_x - KNEE)
    t = (math.sqrt(double * double + 4 * square * (brightness - KNEE)) - double) / (2 * square)
    return (1 - t) ** 2 * white + 2 * t * (1 - t) * middle_y + t * t


def _encode(light: float) -> float:
    """Return sRGB's encoding of light, 0 to 1."""
    exponent, scale, offset, slope, threshold = SRGB_CURVE
    if light >= 1:
        return 1
    return (light ** (1 / exponent) - offset) / scale if light > threshold * slope else max(light, 0) / slope
