"""The outline of the world, and where coordinates are on it."""

import gzip
import re
from itertools import pairwise

import pytest

from gallery.library.places.cities import find_place
from gallery.library.places.world import HEIGHT, WIDTH, project, read_outline

RING = re.compile(r"M(\d+) (\d+)l(-?\d+(?:[ -]\d+)*)z")
MAX_BYTES, MAX_COMPRESSED = 12_000, 5_000

Pixel = tuple[int, int]


def read_rings() -> list[list[Pixel]]:
    """The points of each ring; the last one is the first one again."""
    rings = []
    for x, y, steps in RING.findall(read_outline()):
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        ring = [(int(x), int(y))]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            ring.append((ring[-1][0] + dx, ring[-1][1] + dy))
        rings.append([*ring, ring[0]])
    return rings


def is_land(latitude: float, longitude: float) -> bool:
    """Whether the path's even-odd fill covers a coordinate."""
    x, y = project(latitude, longitude)
    crossings = 0
    for ring in read_rings():
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossings += 1
    return crossings % 2 == 1


def test_outline_is_small() -> None:
    """It's in the page."""
    outline = read_outline().encode()
    assert 8_000 < len(outline) < MAX_BYTES
    assert len(gzip.compress(outline)) < MAX_COMPRESSED


def test_outline_has_nothing_but_closed_rings_with_an_area() -> None:
    assert RING.sub("", read_outline()) == ""
    rings = read_rings()
    assert len(rings) > 100
    assert [ring for ring in rings if len(set(ring)) < 3] == []


def test_outline_is_within_the_view_box() -> None:
    points = [point for ring in read_rings() for point in ring]
    assert (min(x for x, _ in points), max(x for x, _ in points)) == (0, WIDTH)
    assert 0 < min(y for _, y in points) < max(y for _, y in points) < HEIGHT


def test_no_line_crosses_the_map() -> None:
    """As a coast that continues beyond the date line would."""
    assert max(abs(x2 - x1) for ring in read_rings() for (x1, _), (x2, _) in pairwise(ring)) < WIDTH / 20


@pytest.mark.parametrize(
    "coordinate",
    [
        (45, 10),
        (36.2, 138),
        (39, -98),
        (-25, 134),
        (-10, -55),
        (66, -172),
        (66, 179),
        (72, -40),
        (-54.3, -69),
        (65, -18),
    ],
)
def test_land_is_inside_the_outline(coordinate: tuple[float, float]) -> None:
    """Chukotka is on both sides of the date line."""
    assert is_land(*coordinate)


@pytest.mark.parametrize(
    "coordinate", [(0, -30), (40, 160), (60, -179), (72, 0), (-50, 0), (41, 51), (36, 18), (60, -85)]
)
def test_sea_is_outside_the_outline(coordinate: tuple[float, float]) -> None:
    """Also the Caspian Sea, the Mediterranean and Hudson Bay."""
    assert not is_land(*coordinate)


def test_projection_is_linear() -> None:
    assert project(84, -180) == (0, 0)
    assert project(-58, 180) == (WIDTH, HEIGHT)
    assert project(41.89, 12.48) == (769.9, 168.4)


@pytest.mark.parametrize("coordinate", [(78.22, 15.65), (-54.8, -68.3), (-18.14, 178.44), (64.73, 177.5)])
def test_cities_at_the_edges_of_the_world_are_on_the_map(coordinate: tuple[float, float]) -> None:
    """Longyearbyen, Ushuaia, Suva, Anadyr."""
    place = find_place(*coordinate)
    assert place is not None
    x, y = project(place.latitude, place.longitude)
    assert 0 < x < WIDTH
    assert 0 < y < HEIGHT
