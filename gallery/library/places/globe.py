"""Points on the globe, and the one nearest to a coordinate.

Points are kept in cubes of space. Cells of degrees would get narrower toward the poles and end at the date line; cubes
have the same size everywhere.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import product

EARTH_RADIUS = 6371.0
"""Mean radius in kilometers (IUGG)."""

CUBE = 50
"""Kilometers along the edge of a cube."""

MAX_KILOMETERS = 100
"""Points further away than this aren't near. It's a multiple of CUBE."""

Coordinate = tuple[float, float]
"""Latitude and longitude in decimal degrees. North and east are positive."""

Position = tuple[float, float, float]
"""Kilometers from the Earth's center: toward 0° E on the equator, 90° E on the equator, and the North Pole."""

_Cube = tuple[int, int, int]


class Globe:
    """Points that don't change, ready to be searched."""

    def __init__(self, coordinates: Sequence[Coordinate]) -> None:
        self._positions = [to_position(*coordinate) for coordinate in coordinates]
        self._cubes: dict[_Cube, list[int]] = {}
        for number, position in enumerate(self._positions):
            self._cubes.setdefault(_cube_of(position), []).append(number)

    def find_nearest(self, coordinate: Coordinate) -> int | None:
        """Return the number of the nearest point, or None if none is within MAX_KILOMETERS.

        Distances are along straight lines. Up to 100 km, they're at most a meter shorter than along the surface.
        """
        position = to_position(*coordinate)
        for reach in range(1, MAX_KILOMETERS // CUBE + 1):
            nearest = self._find_nearest_in_cubes(position, reach)
            # There may be nearer points in cubes further out, unless it's as near as those cubes.
            if nearest is not None and math.dist(self._positions[nearest], position) <= reach * CUBE:
                return nearest
        return None

    def _find_nearest_in_cubes(self, position: Position, reach: int) -> int | None:
        numbers = (number for cube in _cubes_around(position, reach) for number in self._cubes.get(cube, ()))
        return min(numbers, key=lambda number: math.dist(self._positions[number], position), default=None)


def is_coordinate(latitude: float, longitude: float) -> bool:
    """Return whether both numbers are within their limits. NaN isn't."""
    return -90 <= latitude <= 90 and -180 <= longitude <= 180  # noqa: PLR2004 - degrees


def to_position(latitude: float, longitude: float) -> Position:
    """Return where a coordinate is in space, on a round Earth."""
    phi, theta = math.radians(latitude), math.radians(longitude)
    from_axis = EARTH_RADIUS * math.cos(phi)
    return from_axis * math.cos(theta), from_axis * math.sin(theta), EARTH_RADIUS * math.sin(phi)


def _cube_of(position: Position) -> _Cube:
    x, y, z = position
    return math.floor(x / CUBE), math.floor(y / CUBE), math.floor(z / CUBE)


def _cubes_around(position: Position, reach: int) -> Iterator[_Cube]:
    """Yield the cube that contains a position, and those up to `reach` cubes away from it in every direction."""
    x, y, z = (range(middle - reach, middle + reach + 1) for middle in _cube_of(position))
    return product(x, y, z)
