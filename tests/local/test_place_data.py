"""The data of places, as `dev.py places` makes it from GeoNames and Natural Earth."""

import pytest

from gallery.library.places.world import read_outline
from local.dev.city_table import City, format_table, merge_districts
from local.dev.outline import format_path, simplify, split_at_date_line
from local.dev.places import LAND, read_json

COUNTRIES = {
    "FR": {"name": "France", "capital": "Paris"},
    "VA": {"name": "Vatican", "capital": "Vatican City"},
    "XX": {"name": "Nowhere", "capital": ""},
}


def city(name: str, radius: float, north: float, *, region: str = "11", capital: bool = False) -> City:
    """A city on a line through Paris; `radius` and `north` are kilometers."""
    return City(
        name, "FR", region, (48.85 + north / 111.19, 2.35), radius, is_capital=capital, time_zone="Europe/Paris"
    )


def names_of(cities: list[City]) -> dict[str, list[str]]:
    return {one.name: [district.name for district in one.districts] for one in cities}


def test_a_city_within_a_larger_one_is_its_district() -> None:
    assert names_of(merge_districts([city("Louvre", 1, 1), city("Paris", 12, 0)])) == {"Paris": ["Louvre"]}


def test_cities_that_reach_beyond_a_larger_one_are_no_districts() -> None:
    assert names_of(merge_districts([city("Paris", 12, 0), city("Suburb", 3, 9.1)])) == {"Paris": [], "Suburb": []}
    assert names_of(merge_districts([city("Paris", 12, 0), city("Suburb", 3, 8.9)])) == {"Paris": ["Suburb"]}


def test_cities_in_other_regions_and_capitals_are_no_districts() -> None:
    others = [city("Abroad", 1, 1, region="12"), city("Capital", 1, 1, capital=True)]
    assert names_of(merge_districts([city("Paris", 12, 0), *others])) == {"Paris": [], "Abroad": [], "Capital": []}


def test_a_district_of_two_cities_belongs_to_the_one_whose_center_is_relatively_nearer() -> None:
    cities = [city("Large", 20, 0), city("Small", 10, 14), city("Near large", 1, 8), city("Near small", 2, 11)]
    assert names_of(merge_districts(cities)) == {"Large": ["Near large"], "Small": ["Near small"]}


def test_districts_of_districts_belong_to_the_city() -> None:
    cities = [city("Block", 0.5, 1), city("District", 2, 1), city("City", 9, 0)]
    assert names_of(merge_districts(cities)) == {"City": ["District", "Block"]}


def test_table_has_the_countries_that_are_used_and_a_line_for_each_city() -> None:
    def entry(name: str, country: str, population: int, latitude: float, longitude: float) -> dict[str, object]:
        place = {"name": name, "countrycode": country, "admin1code": "11", "population": population}
        return {**place, "latitude": latitude, "longitude": longitude, "timezone": f"Europe/{zones[country]}"}

    zones = {"FR": "Paris", "VA": "Vatican"}
    cities = {
        "1": entry("Vatican City", "VA", 829, 41.90268, 12.45414),
        "2": entry("Paris", "FR", 2_138_551, 48.85341, 2.3488),
        "3": entry("Paris 01 Louvre", "FR", 15_114, 48.8592, 2.3417),
        "4": entry("Lyon", "FR", 522_250, 45.74846, 4.84671),
    }
    assert format_table(cities, COUNTRIES) == (
        "FR\tFrance\nVA\tVatican\n\n"
        "Europe/Paris\nEurope/Vatican\n\n"
        "FR\tLyon\t0\t45.75\t4.85\n"
        "FR\tParis\t0\t48.85\t2.35\t48.86\t2.34\n"
        "VA\tVatican City\t1\t41.90\t12.45\n"
    )


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
