"""Texts about places."""

from gallery.web.text.photos import format_count

ATTRIBUTION = "Place names: GeoNames, CC BY 4.0. Outline: Natural Earth."
NO_PLACES = "No places yet. Photos that know where they were taken appear here."
MAP = "Map"


def describe(place: str, count: int) -> str:
    """`Rome, Italy: 12 photos`."""
    return f"{place}: {format_count(count)}"
