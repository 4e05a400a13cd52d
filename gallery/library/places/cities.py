"""The city nearest to a coordinate, without asking anyone: from a table of GeoNames' cities of 15,000 people or more.

For where the table is from, see docs/decisions/21-city-names-from-a-table-in-the-package.md.
"""

import gzip
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from gallery.library.places.globe import Coordinate, Globe, is_coordinate

TABLE = Path(__file__).with_name("cities.tsv.gz")
"""Written by `dev.py places`: lines of fields separated by tabs.

First the countries: code and English name. After an empty line, the names of time zones. After another one, the
cities: country code, name, number of the time zone, latitude, longitude, then latitude and longitude of each district.
"""


@dataclass(frozen=True)
class Place:
    """A city. Two cities with the same name differ by their coordinates."""

    city: str
    """GeoNames' name, which is English for well-known cities: Rome, Munich, but Köln."""
    country_code: str
    """ISO 3166-1, with XK for Kosovo."""
    country: str
    """In English."""
    latitude: float
    """Decimal degrees, to two places (about a kilometer)."""
    longitude: float
    time_zone: str = field(default="", compare=False)
    """IANA's name, like `Europe/Rome`."""

    def __str__(self) -> str:
        """`Rome, Italy`, or just `Singapore`."""
        return self.city if self.city == self.country else f"{self.city}, {self.country}"


def find_place(latitude: float, longitude: float) -> Place | None:
    """Return the city nearest to a coordinate, in decimal degrees.

    Return None if it's further away than MAX_KILOMETERS, as in the open sea, or if there's no such coordinate. In and
    around a district, it's the city that the district belongs to. The first call reads the table.
    """
    return _read_table().find((latitude, longitude)) if is_coordinate(latitude, longitude) else None


class _Table:
    """The cities, as lines of the table until one is needed."""

    def __init__(self, countries: str, zones: str, cities: str) -> None:
        self._countries = dict(line.split("\t", 1) for line in countries.split("\n"))
        self._zones = zones.split("\n")
        self._lines = cities.split("\n")
        points = [(number, point) for number, line in enumerate(self._lines) for point in _read_points(line)]
        self._city_numbers = [number for number, _ in points]
        self._globe = Globe([point for _, point in points])

    def find(self, coordinate: Coordinate) -> Place | None:
        nearest = self._globe.find_nearest(coordinate)
        return None if nearest is None else self._read_place(self._lines[self._city_numbers[nearest]])

    def _read_place(self, line: str) -> Place:
        code, city, zone, *_ = line.split("\t")
        return Place(city, code, self._countries[code], *_read_points(line)[0], self._zones[int(zone)])


@cache
def _read_table() -> _Table:
    return _Table(*gzip.decompress(TABLE.read_bytes()).decode().rstrip("\n").split("\n\n"))


def _read_points(line: str) -> list[Coordinate]:
    """Return the coordinates of a city and its districts."""
    fields = line.split("\t")
    return list(zip(map(float, fields[3::2]), map(float, fields[4::2]), strict=True))
