"""Points on the globe: the nearest one, also across the date line and around the poles."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gallery.library.places.globe import EARTH_RADIUS, MAX_KILOMETERS, Coordinate, Globe, is_coordinate, to_position

DEGREE = math.pi * EARTH_RADIUS / 180
"""Kilometers."""

anywhere = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
around_a_pole = st.tuples(st.floats(88, 90), st.floats(-180, 180))
around_the_date_line = st.tuples(st.floats(-2, 2), st.sampled_from([-180, 179]).flatmap(lambda w: st.floats(w, w + 1)))
regions = st.sampled_from([anywhere, around_a_pole, around_the_date_line])


def measure(one: Coordinate, other: Coordinate) -> float:
    """Great-circle distance in kilometers (the haversine formula)."""
    phi, other_phi = math.radians(one[0]), math.radians(other[0])
    theta = math.radians(other[1] - one[1])
    half = math.sin((other_phi - phi) / 2) ** 2 + math.cos(phi) * math.cos(other_phi) * math.sin(theta / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(half))


@given(regions.flatmap(lambda region: st.tuples(st.lists(region, max_size=30), region)))
def test_nearest_point_is_the_one_that_a_search_through_all_finds(example: tuple[list[Coordinate], Coordinate]) -> None:
    points, coordinate = example
    distances = [measure(point, coordinate) for point in points]
    shortest = min(distances, default=math.inf)
    assume(abs(shortest - MAX_KILOMETERS) > 0.01)
    nearest = Globe(points).find_nearest(coordinate)
    if shortest > MAX_KILOMETERS:
        assert nearest is None
    else:
        assert nearest is not None
        assert distances[nearest] == pytest.approx(shortest, abs=0.001)


@pytest.mark.parametrize(
    ("point", "coordinate"),
    [
        ((0.0, 179.9), (0.0, -179.9)),
        ((-16.5, -180.0), (-16.5, 180.0)),
        ((89.9, 0.0), (89.9, 180.0)),
        ((90.0, 0.0), (89.5, 123.0)),
        ((-90.0, 50.0), (-90.0, -50.0)),
    ],
)
def test_date_line_and_poles_are_no_borders(point: Coordinate, coordinate: Coordinate) -> None:
    assert Globe([point]).find_nearest(coordinate) == 0


def test_points_beyond_the_limit_are_not_near() -> None:
    within, beyond = (MAX_KILOMETERS - 0.1) / DEGREE, (MAX_KILOMETERS + 0.1) / DEGREE
    for bearing in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        assert Globe([(bearing[0] * within, bearing[1] * within)]).find_nearest((0, 0)) == 0
        assert Globe([(bearing[0] * beyond, bearing[1] * beyond)]).find_nearest((0, 0)) is None


def test_empty_globe_has_no_nearest_point() -> None:
    assert Globe([]).find_nearest((0, 0)) is None


def test_positions_are_on_the_surface() -> None:
    assert to_position(0, 0) == pytest.approx((EARTH_RADIUS, 0, 0))
    assert to_position(0, 90) == pytest.approx((0, EARTH_RADIUS, 0))
    assert to_position(-90, 12) == pytest.approx((0, 0, -EARTH_RADIUS))


@pytest.mark.parametrize("coordinate", [(90, 180), (-90, -180), (0, 0), (41.9, 12.5)])
def test_coordinates_within_their_limits(coordinate: Coordinate) -> None:
    assert is_coordinate(*coordinate)


@pytest.mark.parametrize(
    "coordinate", [(90.1, 0), (-90.1, 0), (0, 180.1), (0, -180.1), (math.nan, 0), (0, math.nan), (math.inf, 0)]
)
def test_impossible_coordinates(coordinate: Coordinate) -> None:
    assert not is_coordinate(*coordinate)
