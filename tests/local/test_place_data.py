"""The data of places, as `dev.py places` makes it from Natural Earth."""

import pytest

from gallery.library.places.world import read_outline
from local.dev.outline import format_path, simplify, split_at_date_line
from local.dev.places import LAND, read_json


def test_committed_outline_is_made_from_the_locked_data() -> None:
    assert format_path(read_json(LAND)) == read_outline()


def test_arcs_become_a_ring() -> None:
    """A square with a roof, in tenths of a degree from 0° N, 0° E. The second arc is reversed."""
    topology = {
        "transform": {"scale": [0.1, 0.1], "translate": [0, 0]},
        "arcs": [[[0, 0], [100, 0], [0, 100]], [[0, 0], [0, 100], [50, 50], [50, -50]]],
        "objects": {"land": {"geometries": [{"arcs": [[[0, ~1]]]}]}},
    }
    assert format_path(topology) == "M720 336l40 0 0-40-20-20-20 20z"


def test_land_south_of_the_map_is_left_out() -> None:
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[0, -80], [10, 0], [0, 10], [-10, -10]]],
        "objects": {"land": {"geometries": [{"arcs": [[[0]]]}]}},
    }
    assert format_path(topology) == ""


@pytest.mark.parametrize("turn", [0, 360])
def test_rings_across_the_date_line_are_split(turn: int) -> None:
    """With longitudes that jump, and with ones that continue."""
    ring = [(170.0, 0.0), (-170.0 + turn, 0.0), (-170.0 + turn, 5.0), (170.0, 5.0), (170.0, 0.0)]
    parts = [set(part) for part in split_at_date_line(ring)]
    assert parts == [{(170, 0), (180, 0), (180, 5), (170, 5)}, {(-180, 0), (-170, 0), (-170, 5), (-180, 5)}]


def test_rings_elsewhere_stay_as_they_are() -> None:
    ring = [(-10.0, 0.0), (10.0, 0.0), (10.0, 5.0), (-10.0, 0.0)]
    assert list(split_at_date_line(ring)) == [ring]


def test_only_points_close_to_the_line_are_left_out() -> None:
    line = [(0.0, 0.0), (1.0, 0.2), (2.0, 0.0), (3.0, 2.0), (4.0, 0.0)]
    assert simplify(line, 0.5) == [(0, 0), (2, 0), (3, 2), (4, 0)]
    assert simplify(line, 5) == [(0, 0), (4, 0)]
