"""The city nearest to a coordinate."""

import gzip
import json
import math
import subprocess
import sys
from functools import cache

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from support.documents import ROOT

from gallery.library.places.cities import TABLE, Place, find_place
from gallery.library.places.globe import EARTH_RADIUS, MAX_KILOMETERS, Coordinate

MAX_TABLE_BYTES = 400_000
"""It's in the package as it is. The decision note states 341 kB."""

MAX_MEMORY_BYTES = 15_000_000


@cache
def read_points() -> list[tuple[float, float, float, Place]]:
    """Latitude and its cosine, longitude (radians), and the city of every point, read in the plainest way."""
    countries, _, cities = gzip.decompress(TABLE.read_bytes()).decode().split("\n\n")
    names = dict(line.split("\t") for line in countries.splitlines())
    points = []
    for code, name, _, *numbers in (line.split("\t") for line in cities.splitlines()):
        degrees = [float(number) for number in numbers]
        place = Place(name, code, names[code], degrees[0], degrees[1])
        for latitude, longitude in zip(degrees[::2], degrees[1::2], strict=True):
            phi = math.radians(latitude)
            points.append((phi, math.cos(phi), math.radians(longitude), place))
    return points


def measure_all(latitude: float, longitude: float) -> list[float]:
    """Great-circle distance of every point in kilometers (the haversine formula)."""
    phi, theta = math.radians(latitude), math.radians(longitude)
    cosine, sin, asin = math.cos(phi), math.sin, math.asin
    return [
        2 * EARTH_RADIUS * asin(math.sqrt(sin((one - phi) / 2) ** 2 + cosine * other * sin((turn - theta) / 2) ** 2))
        for one, other, turn, _ in read_points()
    ]


def coordinate_near(number: int, north: float, east: float) -> Coordinate:
    phi, _, theta, _ = read_points()[number]
    latitude = min(max(math.degrees(phi) + north, -90), 90)
    return latitude, (math.degrees(theta) + east + 180) % 360 - 180


anywhere = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
near_a_city = st.builds(coordinate_near, st.integers(0, 30_000), st.floats(-1, 1), st.floats(-2, 2))


@settings(max_examples=40)
@given(anywhere | near_a_city)
@example((-16.8, 179.99))
@example((-16.8, -179.99))
@example((90.0, 0.0))
def test_found_city_is_the_one_that_a_search_through_all_finds(coordinate: Coordinate) -> None:
    distances = measure_all(*coordinate)
    shortest = min(distances)
    assume(abs(shortest - MAX_KILOMETERS) > 0.01)
    expected: set[Place | None] = {
        place for distance, (*_, place) in zip(distances, read_points(), strict=True) if distance < shortest + 0.001
    }
    assert find_place(*coordinate) in (expected if shortest < MAX_KILOMETERS else {None})


@pytest.mark.parametrize(
    ("coordinate", "name"),
    [
        ((41.8902, 12.4922), "Rome, Italy"),
        ((35.6586, 139.7454), "Tokyo, Japan"),
        ((-18.1416, 178.4419), "Suva, Fiji"),
        ((-16.79, -179.99), "Labasa, Fiji"),
        ((64.1466, -21.9426), "Reykjavík, Iceland"),
        ((-33.8568, 151.2153), "Sydney, Australia"),
        ((-54.8, -68.3), "Ushuaia, Argentina"),
        ((-0.0022, -78.4558), "Pomasqui, Ecuador"),
        ((45.4341, 12.3388), "Venice, Italy"),
        ((1.2834, 103.8607), "Singapore"),
    ],
)
def test_known_sights_are_in_their_cities(coordinate: Coordinate, name: str) -> None:
    assert str(find_place(*coordinate)) == name


@pytest.mark.parametrize(
    ("coordinate", "name"),
    [
        ((48.8584, 2.2945), "Paris, France"),
        ((40.7580, -73.9855), "New York City, United States"),
        ((52.5163, 13.3777), "Berlin, Germany"),
        ((51.5136, -0.1365), "London, United Kingdom"),
        ((48.2082, 16.3738), "Vienna, Austria"),
        ((31.2304, 121.4737), "Shanghai, China"),
    ],
)
def test_districts_have_the_name_of_their_city(coordinate: Coordinate, name: str) -> None:
    """The Eiffel Tower is in Paris, not in "Paris 16 Passy"; Times Square is in New York."""
    assert str(find_place(*coordinate)) == name


@pytest.mark.parametrize(
    ("coordinate", "name"),
    [
        ((42.3744, -71.1169), "Cambridge, United States"),
        ((48.8049, 2.1204), "Versailles, France"),
        ((35.5308, 139.7029), "Kawasaki, Japan"),
        ((28.6139, 77.2090), "New Delhi, India"),
    ],
)
def test_cities_next_to_a_larger_one_keep_their_names(coordinate: Coordinate, name: str) -> None:
    assert str(find_place(*coordinate)) == name


@pytest.mark.parametrize(
    ("coordinate", "code"),
    [
        ((41.9022, 12.4539), "VA"),
        ((43.7384, 7.4246), "MC"),
        ((47.5596, 7.5886), "CH"),
        ((47.5906, 7.5636), "FR"),
        ((43.0896, -79.0849), "CA"),
        ((42.6629, 21.1655), "XK"),
    ],
)
def test_cities_at_a_border_are_in_their_country(coordinate: Coordinate, code: str) -> None:
    """The Vatican, Monaco, Basel, Saint-Louis, Niagara Falls, Pristina."""
    place = find_place(*coordinate)
    assert place is not None
    assert place.country_code == code


@pytest.mark.parametrize(
    "coordinate", [(0, -160), (0, 0), (-77.85, 166.67), (90, 0), (-90, 0), (35, -40), (-30, 180), (-30, -180)]
)
def test_open_sea_and_ice_are_nowhere(coordinate: Coordinate) -> None:
    assert find_place(*coordinate) is None


@pytest.mark.parametrize(
    "coordinate", [(math.nan, 12.5), (41.9, math.nan), (math.inf, 12.5), (90.01, 12.5), (41.9, 372.5), (41.9, -347.5)]
)
def test_impossible_coordinates_are_nowhere(coordinate: Coordinate) -> None:
    """The last two would be Rome."""
    assert find_place(*coordinate) is None


def test_a_place_has_the_coordinates_of_its_city() -> None:
    """Also if it was found through a district, so that a city has one dot on the map."""
    places = {find_place(48.8584, 2.2945), find_place(48.8867, 2.3431)}
    assert places == {Place("Paris", "FR", "France", 48.85, 2.35)}


def test_table_is_complete_and_small() -> None:
    places = {place for *_, place in read_points()}
    assert len(read_points()) > 33_000
    assert 30_000 < len(places) < len(read_points()) - 2_000
    assert len({place.country_code for place in places}) > 240
    assert [place for place in places if not (place.city.strip() and place.country.strip())] == []
    assert TABLE.stat().st_size < MAX_TABLE_BYTES


MEASURE = """
import json, sys, tracemalloc
opened = []
sys.addaudithook(lambda event, arguments: opened.append(str(arguments[0])) if event == "open" else None)
from gallery.library.places.cities import TABLE, find_place
before = str(TABLE) in opened
tracemalloc.start()
find_place(41.9, 12.5)
used = tracemalloc.get_traced_memory()[0]
print(json.dumps([before, opened.count(str(TABLE)), find_place(48.9, 2.3) and opened.count(str(TABLE)), used]))
"""


def test_table_is_read_once_on_first_use_and_takes_little_memory() -> None:
    """Pages without places don't pay for it."""
    output = subprocess.run(
        [sys.executable, "-c", MEASURE], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    read_on_import, first, second, used = json.loads(output)
    assert [read_on_import, first, second] == [False, 1, 1]
    assert used < MAX_MEMORY_BYTES
