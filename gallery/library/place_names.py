"""The places where photos were taken. Only the owner may learn them."""

from functools import lru_cache

from gallery.library.places.cities import Place, find_place

DECIMALS = 2
"""Of a degree, about a kilometer: as exact as the table of cities. Photos of the same place share one look-up."""


def name_place(latitude: float | None, longitude: float | None) -> str:
    """Return `Rome, Italy` for a coordinate in decimal degrees; "" if it's unknown, or there's no city nearby."""
    place = locate_place(latitude, longitude)
    return str(place) if place else ""


def locate_place(latitude: float | None, longitude: float | None) -> Place | None:
    """Return the city near a coordinate in decimal degrees, None if it's unknown or there's none."""
    if latitude is None or longitude is None:
        return None
    return _find(round(latitude, DECIMALS), round(longitude, DECIMALS))


@lru_cache(maxsize=20_000)
def _find(latitude: float, longitude: float) -> Place | None:
    # The table of cities is read on first use: that takes 0.1 s.
    return find_place(latitude, longitude)
