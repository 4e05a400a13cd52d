"""Texts about places."""

from gallery.translations import lazy_gettext as _
from gallery.web.formatting import format_plural

ATTRIBUTION = _("Place names: GeoNames, CC BY 4.0. Outline: Natural Earth.")
NO_PLACES = _("No places yet. Photos that know where they were taken appear here.")
MAP = _("Map")


def describe(place: str, count: int) -> str:
    """`Rome, Italy: 12 photos`."""
    return format_plural("%(place)s: %(count)s photo", "%(place)s: %(count)s photos", count, place=place)
