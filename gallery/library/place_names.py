"""The names of the places where photos were taken. Only the owner may learn them."""

from functools import lru_cache

DECIMALS = 2
"""Of a degree, about a kilometer: as exact as the table of cities. Photos of the same place share one look-up."""


def name_place(latitude: float | None, longitude: float | None) -> str:
    """Return `Rome, Italy` for a coordinate in decimal degrees; "" if it's unknown, or there's no city nearby."""
    if latitude is None or longitude is None:
        return ""
    return _find_name(round(latitude, DECIMALS), round(longitude, DECIMALS))


@lru_cache(maxsize=20_000)
def _find_name(latitude: float, longitude: float) -> str:
    # Reading the table of cities takes 0.1 s, which pages without a new place needn't wait for.
    from gallery.library.places.cities import find_place  # noqa: PLC0415

    place = find_place(latitude, longitude)
    return str(place) if place else ""
