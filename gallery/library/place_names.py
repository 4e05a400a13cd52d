"""The cities where photos were taken, and their names. Only the owner may learn them."""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gallery.library.places.cities import Place

DECIMALS = 2
"""Of coordinates before their city is looked up, so that most were looked up before: about a kilometer."""

MAX_LOOKED_UP = 50_000
"""Coordinates of which a process remembers the city: those of more than a million photos, in a few megabytes."""


def place_near(latitude: float | None, longitude: float | None) -> "Place | None":
    """Return the city near a coordinate in decimal degrees, or None if there's none, or no coordinate."""
    if latitude is None or longitude is None:
        return None
    return _look_up(round(latitude, DECIMALS), round(longitude, DECIMALS))


def name_place(latitude: float | None, longitude: float | None) -> str:
    """Return its name, like `Rome, Italy`, or ""."""
    place = place_near(latitude, longitude)
    return str(place) if place else ""


@lru_cache(MAX_LOOKED_UP)
def _look_up(latitude: float, longitude: float) -> "Place | None":
    # Reading the table of cities takes 0.1 s, which pages without a new place don't have to wait for.
    from gallery.library.places.cities import find_place  # noqa: PLC0415 - see above

    return find_place(latitude, longitude)
