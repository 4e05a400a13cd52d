"""The outline of the world's land as an SVG path, made from Natural Earth's data in TopoJSON."""

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from gallery.library.places.world import SOUTH, UNITS_PER_DEGREE, project

TOLERANCE = 0.25 * UNITS_PER_DEGREE
"""How far the path may be from the data, in units of the path."""

FEWEST_POINTS = 3
"""A ring with fewer different points has no area."""

Point = tuple[float, float]
Pixel = tuple[int, int]
Ring = list[Point]
"""Longitudes and latitudes. The last point is the first one again."""


def format_path(topology: Mapping[str, Any]) -> str:
    """Return the `d` of a path with a closed ring for each coast north of SOUTH, in whole units."""
    arcs = [_read_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    polygons = [polygon for shape in topology["objects"]["land"]["geometries"] for polygon in shape["arcs"]]
    rings = [_join_arcs(ring, arcs) for polygon in polygons for ring in polygon]
    wanted = [ring for ring in rings if max(latitude for _, latitude in ring) > SOUTH]
    drawn = [_draw_ring(part) for ring in wanted for part in split_at_date_line(ring)]
    return "".join(_format_ring(ring) for ring in drawn if len(ring) >= FEWEST_POINTS)


def split_at_date_line(ring: Ring) -> Iterator[Ring]:
    """Yield the parts of a ring on the map: Chukotka is at both of its edges."""
    for shift in (0, -360, 360):
        shifted = [(longitude + shift, latitude) for longitude, latitude in _unroll(ring)]
        part = _mirror(_clip(_mirror(_clip(shifted))))
        if part:
            yield part


def simplify(line: list[Point], tolerance: float) -> list[Point]:
    """Leave out points that are within `tolerance` of the line without them (Douglas and Peucker, 1973)."""
    first, last, inner = line[0], line[-1], range(1, len(line) - 1)
    furthest = max(inner, key=lambda index: _distance_to_line(line[index], first, last), default=0)
    if not furthest or _distance_to_line(line[furthest], first, last) <= tolerance:
        return [first, last]
    return [*simplify(line[: furthest + 1], tolerance)[:-1], *simplify(line[furthest:], tolerance)]


def _read_arc(arc: list[list[int]], transform: Mapping[str, Any]) -> list[Point]:
    """Return an arc's points. Each is relative to the one before it (TopoJSON, 2.1.3)."""
    (x_scale, y_scale), (x_start, y_start) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * x_scale + x_start, y * y_scale + y_start))
    return points


def _join_arcs(numbers: list[int], arcs: list[list[Point]]) -> Ring:
    """Return the ring that arcs form. Negative numbers mean reversed arcs (TopoJSON, 2.1.4)."""
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return [*parts[0], *(point for part in parts[1:] for point in part[1:])]


def _unroll(ring: Ring) -> Ring:
    """Let longitudes continue beyond 180° or -180° instead of jumping to the other side."""
    unrolled = ring[:1]
    for longitude, latitude in ring[1:]:
        turns = round((unrolled[-1][0] - longitude) / 360)
        unrolled.append((longitude + 360 * turns, latitude))
    return unrolled


def _clip(ring: Ring) -> Ring:
    """Cut off what's east of 180° (Sutherland and Hodgman, 1974)."""
    kept: Ring = []
    for start, end in pairwise(ring):
        if start[0] <= 180:  # noqa: PLR2004 - degrees
            kept.append(start)
        if (start[0] <= 180) != (end[0] <= 180):  # noqa: PLR2004 - degrees
            part = (180 - start[0]) / (end[0] - start[0])
            kept.append((180, start[1] + part * (end[1] - start[1])))
    return [*kept, *kept[:1]]


def _mirror(ring: Ring) -> Ring:
    return [(-longitude, latitude) for longitude, latitude in ring]


def _draw_ring(ring: Ring) -> list[Pixel]:
    """Return the ring in whole units, simplified, and without the last point."""
    drawn = [project(latitude, longitude) for longitude, latitude in ring]
    pixels = [(round(x), round(y)) for x, y in simplify(drawn, TOLERANCE)]
    return [pixel for pixel, following in pairwise(pixels) if pixel != following]


def _distance_to_line(point: Point, start: Point, end: Point) -> float:
    length = math.dist(start, end)
    if not length:
        return math.dist(point, start)
    (x, y), (start_x, start_y), (end_x, end_y) = point, start, end
    return abs((end_x - start_x) * (start_y - y) - (start_x - x) * (end_y - start_y)) / length


def _format_ring(ring: list[Pixel]) -> str:
    """Return absolute coordinates of the first point, and each other one relative to the one before it."""
    steps = [(to[0] - start[0], to[1] - start[1]) for start, to in pairwise(ring)]
    text = " ".join(str(number) for step in steps for number in step)
    return f"M{ring[0][0]} {ring[0][1]}l{text}z".replace(" -", "-")
