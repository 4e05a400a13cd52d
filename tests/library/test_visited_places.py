"""Visited places: the cities and countries where photos were taken."""

import pytest
from support.library import create_dated

from gallery.library.index.opening import open_index
from gallery.library.index.view import IndexView
from gallery.library.visited_places import find_photos_at, list_visited_countries
from gallery.model.folders import ROOT
from gallery.storage.account import Storage

COLOSSEUM, TREVI, DUOMO, SINGAPORE = (
    "41.890200,12.492200",
    "41.900932,12.483313",
    "45.464211,9.191383",
    "1.283000,103.860000",
)


@pytest.fixture
def index(storage: Storage) -> IndexView:
    create_dated(storage, "2020/01/01/old.jpg", "2020-01-01", location=COLOSSEUM)
    create_dated(storage, "Rome/new.jpg", "2025-01-01", location=TREVI)
    create_dated(storage, "Milan/a.jpg", "2024-01-01", location=DUOMO)
    create_dated(storage, "Asia/a.jpg", "2023-01-01", location=SINGAPORE)
    create_dated(storage, "nowhere.jpg", "2024-01-02")
    create_dated(storage, "sea.jpg", "2024-01-03", location="0.000000,-30.000000")
    create_dated(storage, "broken.jpg", "2024-01-04", location="north")
    return open_index(storage, is_owner=True, listed=[ROOT])


def test_cities_are_grouped_by_country_those_with_most_photos_first(index: IndexView) -> None:
    """With the newest photo as cover."""
    countries = list_visited_countries(index)
    assert [(country.name, country.count) for country in countries] == [("Italy", 3), ("Singapore", 1)]
    cities = [(city.name, city.count, city.cover.name) for city in countries[0].cities]
    assert cities == [("Rome, Italy", 2, "Rome/new.jpg"), ("Milan, Italy", 1, "Milan/a.jpg")]
    assert [city.name for city in countries[1].cities] == ["Singapore"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Rome, Italy", ["Rome/new.jpg", "2020/01/01/old.jpg"]),
        ("Italy", ["Rome/new.jpg", "Milan/a.jpg", "2020/01/01/old.jpg"]),
        ("Singapore", ["Asia/a.jpg"]),
        ("Rome", []),
    ],
)
def test_photos_of_a_city_or_a_country(index: IndexView, name: str, found: list[str]) -> None:
    assert [photo.name for photo in find_photos_at(index, name).older_than(None)] == found


@pytest.mark.parametrize("visits", [1, 2])
def test_places_are_the_same_from_listings_and_from_the_index(index: IndexView, storage: Storage, visits: int) -> None:
    """The first visit lists everything; later ones read what it wrote."""
    for _ in range(visits):
        index = open_index(storage, is_owner=True)
        assert [country.count for country in list_visited_countries(index)] == [3, 1]
