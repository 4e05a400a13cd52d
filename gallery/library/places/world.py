"""An outline of the world's land, as one SVG path, and where a coordinate is on it.

The projection is equirectangular: a degree has the same length everywhere. Antarctica is left out.
"""

from functools import cache
from pathlib import Path

OUTLINE = Path(__file__).with_name("outline.txt")
"""The `d` of the path, written by `dev.py places`."""

UNITS_PER_DEGREE = 4
NORTH, SOUTH = 84, -58
"""Latitudes of the edges. They're in the sea, and every inhabited place is between them."""

WIDTH, HEIGHT = 360 * UNITS_PER_DEGREE, (NORTH - SOUTH) * UNITS_PER_DEGREE
VIEW_BOX = f"0 0 {WIDTH} {HEIGHT}"
"""The `viewBox` of an SVG element that contains the outline."""


@cache
def read_outline() -> str:
    """Return the `d` of the path. Lakes are holes, so it needs `fill-rule="evenodd"`."""
    return OUTLINE.read_text(encoding="ascii").rstrip("\n")


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return x and y of a coordinate (decimal degrees) in VIEW_BOX, rounded to a tenth of a unit."""
    return round((longitude + 180) * UNITS_PER_DEGREE, 1), round((NORTH - latitude) * UNITS_PER_DEGREE, 1)
