"""The cities and countries where photos were taken. Only for the owner."""

from collections.abc import Iterable
from dataclasses import dataclass

from gallery.library.index.filtered import Filter, FilteredPhotos, FoundRow, find_rows
from gallery.library.index.view import IndexView
from gallery.library.place_names import place_near
from gallery.library.places.cities import Place
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
    cities: dict[str, list[FoundRow]] = {}
    for row in find_rows(index, Filter(("place",), bool)):
        cities.setdefault(row.values[0], []).append(row)
    countries: dict[str, list[VisitedCity]] = {}
    for rows in cities.values():
        if city := _describe(rows):
            countries.setdefault(city.place.country, []).append(city)
    return sorted((_combine(name, found) for name, found in countries.items()), key=_by_count)


def find_photos_at(index: IndexView, name: str) -> FilteredPhotos:
    """Return the photos taken in a city like `Rome, Italy`, or in a country."""
    in_country = f", {name}"
    return FilteredPhotos(index, Filter(("place",), lambda place: place == name or place.endswith(in_country)))


def _describe(rows: list[FoundRow]) -> VisitedCity | None:
    """Return the city of rows that have the same. Its coordinates are those near the newest photo."""
    cover = rows[0].photo
    place = place_near(*cover.location)
    return VisitedCity(place, len(rows), cover) if place else None


def _combine(name: str, cities: Iterable[VisitedCity]) -> VisitedCountry:
    ordered = sorted(cities, key=_by_count)
    return VisitedCountry(name, sum(city.count for city in ordered), ordered)


def _by_count(one: VisitedCity | VisitedCountry) -> tuple[int, str]:
    return -one.count, one.name.casefold()
