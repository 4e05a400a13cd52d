"""The cities and countries where photos were taken. Only for the owner."""

from collections.abc import Iterable
from dataclasses import dataclass

from gallery.library.index.filtered import Filter, FilteredPhotos, FoundRow, find_rows
from gallery.library.index.view import IndexView
from gallery.library.place_names import place_near
from gallery.library.places.cities import Place
from gallery.model.embedded_facts import read_location
from gallery.model.photos import Photo


@dataclass(frozen=True)
class VisitedCity:
    """A city, and the photos taken in and around it."""

    place: Place
    count: int
    cover: Photo
    """The newest."""

    @property
    def name(self) -> str:
        """Identifies it: `Rome, Italy`. Cities of the same name in one country count as one."""
        return str(self.place)


@dataclass(frozen=True)
class VisitedCountry:
    """A country, and its cities with photos, the one with the most photos first."""

    name: str
    count: int
    cities: list[VisitedCity]


def list_visited_countries(index: IndexView) -> list[VisitedCountry]:
    """Return the countries in which photos were taken, the one with the most photos first."""
    cities: dict[str, tuple[Place, list[FoundRow]]] = {}
    for row in find_rows(index, Filter(("location",), bool)):
        if place := place_of(row.values[0]):
            cities.setdefault(str(place), (place, []))[1].append(row)
    countries: dict[str, list[VisitedCity]] = {}
    for place, rows in cities.values():
        city = VisitedCity(place, len(rows), rows[0].photo)
        countries.setdefault(place.country, []).append(city)
    return sorted((_combine(name, found) for name, found in countries.items()), key=_by_count)


def find_photos_at(index: IndexView, name: str) -> FilteredPhotos:
    """Return the photos taken in a city like `Rome, Italy`, or in a country."""

    def is_there(location: str) -> bool:
        place = place_of(location)
        return place is not None and name in (str(place), place.country)

    return FilteredPhotos(index, Filter(("location",), is_there))


def place_of(location: str) -> Place | None:
    """Return the city near a row's `location`, if there's one."""
    return place_near(*read_location(location))


def _combine(name: str, cities: Iterable[VisitedCity]) -> VisitedCountry:
    ordered = sorted(cities, key=_by_count)
    return VisitedCountry(name, sum(city.count for city in ordered), ordered)


def _by_count(one: VisitedCity | VisitedCountry) -> tuple[int, str]:
    return -one.count, one.name.casefold()
