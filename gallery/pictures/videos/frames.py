"""Turn a decoded frame into a picture: its colors, its shape and its orientation."""

import struct
from fractions import Fraction
from typing import cast

from av import VideoFrame
from av.sidedata.sidedata import SideData, Type
from av.video.reformatter import Colorspace
from PIL import Image

from gallery.model.orientations import UPRIGHT
from gallery.pictures.color_profiles import CURVES, PRIMARIES, SRGB_CURVE, ColorSpace

MAX_EDGE = 4096
"""Pixels: no preview needs more."""

MAX_STRETCH = 4
"""Pixels of real videos aren't more than about twice as wide as high."""

HD_HEIGHT = 720
"""Videos of at least this height have BT.709's colors if they don't say so (ITU-T H.273 leaves it open)."""

UNSPECIFIED = 2
"""ITU-T H.273: unknown primaries, curve or matrix."""

BT2020_PRIMARIES, P3_PRIMARIES, PQ_CURVE, HLG_CURVE = 9, 12, 16, 18
"""ITU-T H.273, tables 2 and 3."""

ORIENTATIONS = {
    (1, 0, 0, 1): 1,
    (-1, 0, 0, 1): 2,
    (-1, 0, 0, -1): 3,
    (1, 0, 0, -1): 4,
    (0, 1, 1, 0): 5,
    (0, 1, -1, 0): 6,
    (0, -1, -1, 0): 7,
    (0, -1, 1, 0): 8,
}
"""EXIF's orientation for the signs of a, b, c, d in a track's matrix (ISO/IEC 14496-12, 8.3.2): a pixel at x, y is
shown at ax + cy, bx + dy."""


def read_orientation(frame: VideoFrame) -> int:
    """Return how a frame has to be turned, see model/orientations.py."""
    for found in cast("list[SideData]", frame.side_data):  # PyAV's types say that it yields keys.
        if found.type == Type.DISPLAYMATRIX:
            a, b, _, c, d, *_ = struct.unpack("=9i", bytes(found)[:36])
            return ORIENTATIONS.get((_sign(a), _sign(b), _sign(c), _sign(d)), UPRIGHT)
    return UPRIGHT


def shown_size(width: int, height: int, aspect: Fraction | None) -> tuple[int, int]:
    """Return the size of a frame whose pixels are square, in place of ones of this width / height."""
    if not aspect or not Fraction(1, MAX_STRETCH) <= aspect <= MAX_STRETCH:
        return width, height
    return max(1, round(width * aspect)), height


def to_picture(frame: VideoFrame, size: tuple[int, int]) -> Image.Image:
    """Return a frame in RGB, in this size or smaller."""
    scale = min(1, MAX_EDGE / max(size))
    return to_rgb(frame, (max(1, round(size[0] * scale)), max(1, round(size[1] * scale))))


def to_rgb(frame: VideoFrame, size: tuple[int, int]) -> Image.Image:
    """Return a frame in RGB, in this size."""
    is_hd = frame.colorspace == UNSPECIFIED and frame.height >= HD_HEIGHT
    matrix = {"src_colorspace": Colorspace.ITU709} if is_hd else {}
    return cast("Image.Image", frame.to_image(width=size[0], height=size[1], **matrix))  # type: ignore[no-untyped-call]


def color_space(frame: VideoFrame) -> list[ColorSpace]:
    """Return what the colors mean, unless they're like sRGB's: those of HDR and wide gamuts."""
    primaries, curve = int(frame.color_primaries), int(frame.color_trc)
    if curve in {PQ_CURVE, HLG_CURVE}:
        return [ColorSpace(*PRIMARIES.get(primaries, PRIMARIES[BT2020_PRIMARIES]), CURVES[curve])]
    if primaries in {BT2020_PRIMARIES, P3_PRIMARIES}:
        return [ColorSpace(*PRIMARIES[primaries], SRGB_CURVE)]
    return []


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
