"""The local time of videos, which most cameras only note in UTC."""

from datetime import datetime
from zoneinfo import ZoneInfo

from gallery.model.embedded_facts import EmbeddedFacts

UTC_MARK = "Z"
"""Ends a time in UTC whose offset isn't known. One that was taken there has `+00:00`."""


def to_local_time(taken: str, embedded: EmbeddedFacts, default: ZoneInfo) -> str:
    """Return a time in UTC as local time with its offset: that of where it was taken, or else of the default zone."""
    if not taken.endswith(UTC_MARK):
        return taken
    return datetime.fromisoformat(taken).astimezone(_find_zone(embedded) or default).isoformat()


def _find_zone(embedded: EmbeddedFacts) -> ZoneInfo | None:
    """Return the zone of the nearest city: exact enough except near borders, which an outline of zones would show."""
    if embedded.latitude is None or embedded.longitude is None:
        return None
    # Reading the table of cities takes 0.1 s, which nothing else has to wait for.
    from gallery.library.places.cities import find_place  # noqa: PLC0415 - see above

    place = find_place(embedded.latitude, embedded.longitude)
    return ZoneInfo(place.time_zone) if place else None
