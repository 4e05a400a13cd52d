"""The page of places: a map, and the countries and cities where photos were taken. Only for the owner."""

from dataclasses import dataclass
from math import log2

from gallery.library.index.opening import open_index
from gallery.library.places.world import VIEW_BOX, project, read_outline
from gallery.library.visited_places import VisitedCity, VisitedCountry, list_visited_countries
from gallery.storage.account import Storage
from gallery.storage.concurrency import submit_deduplicated
from gallery.web.access import Caller
from gallery.web.preview_urls import PreviewUrls
from gallery.web.templating import render

SMALLEST, LARGEST = 7, 17
"""Radius of a dot, in units of VIEW_BOX."""


@dataclass(frozen=True)
class Dot:
    """A city on the map."""

    city: VisitedCity
    x: float
    y: float
    radius: int


def places_page(storage: Storage, caller: Caller) -> str:
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    index = open_index(storage, is_owner=caller.is_owner)
    countries = list_visited_countries(index)
    return render(
        "places.html",
        caller,
        countries=countries,
        dots=draw_dots(countries),
        outline=read_outline(),
        view_box=VIEW_BOX,
        is_updating=index.is_updating,
        totals=index.totals(),
        previews=urls.result(),
    )


def draw_dots(countries: list[VisitedCountry]) -> list[Dot]:
    """Return the cities' dots, larger ones first, so that they don't cover others."""
    cities = [city for country in countries for city in country.cities]
    by_count = sorted(cities, key=lambda city: (-city.count, city.name))
    return [Dot(city, *project(city.place.latitude, city.place.longitude), _radius(city.count)) for city in by_count]


def _radius(count: int) -> int:
    return min(SMALLEST + round(log2(count)), LARGEST)
