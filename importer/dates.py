"""Which date counts if a photo's own and its source's differ, and how a moment becomes local time."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzfpy import get_tz

from importer.source_facts import SourceFacts

OWN_SOURCES = frozenset({"exif", "xmp", "iptc", "video", "name"})
"""Values of `taken_from` that mean the file itself, or its name, says when it was taken."""

MIN_OFFSET, MAX_OFFSET = timedelta(hours=-12), timedelta(hours=14)
"""UTC offsets in use (IANA's time zone database)."""

OFFSET_STEP = timedelta(minutes=15)
TOLERANCE = timedelta(seconds=61)
"""Apple's table has minutes, and services round fractions of seconds."""

UPLOAD_TOLERANCE = timedelta(minutes=2)
"""A date this close to the upload to the service, which the file contradicts, is that of the upload."""

_NO_ZONES = frozenset({"", "Etc/GMT"})


def correct_date(facts: SourceFacts, photo: Mapping[str, Any], default: ZoneInfo) -> str | None:
    """Return the date to put into the sidecar, as local time with its offset; None if the photo's own counts.

    The file's own date is the local time of the camera, which no moment in UTC can replace. So it counts as long as it
    could be the same moment in some time zone. If it can't, someone has corrected the date in the service.
    """
    if facts.taken is None:
        return None
    if photo.get("taken_from") == "sidecar":  # Someone has corrected it in the gallery.
        return None
    own = photo.get("taken") if photo.get("taken_from") in OWN_SOURCES else None
    if own and (_is_same_moment(own, facts.taken) or _is_upload_time(facts)):
        return None
    return to_local(facts.taken, facts, default).isoformat()


def to_local(moment: datetime, facts: SourceFacts, default: ZoneInfo) -> datetime:
    """Return a moment as local time where the photo was taken, or else in the default zone."""
    zone = find_zone(facts.latitude, facts.longitude) or default
    try:
        return moment.replace(microsecond=0).astimezone(zone)
    except OverflowError:  # The last or first day that there is.
        return moment.replace(microsecond=0)


def find_zone(latitude: float | None, longitude: float | None) -> ZoneInfo | None:
    """Return the time zone at coordinates; None at sea, where the zone would be a guess."""
    if latitude is None or longitude is None:
        return None
    name = get_tz(longitude, latitude)
    if name in _NO_ZONES or name.startswith("Etc/"):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):  # The system's table may be older.
        return None


def _is_same_moment(own: str, moment: datetime) -> bool:
    """Whether a photo's own date (ISO 8601) can be this moment, in whatever zone it is.

    A day alone, as in `IMG-20190712-WA0001.jpg`, is replaced by the time of day.
    """
    if "T" not in own:
        return False
    parsed = datetime.fromisoformat(own)
    if parsed.tzinfo and abs(parsed - moment) <= TOLERANCE:
        return True
    apart = parsed.replace(tzinfo=UTC) - moment
    if not MIN_OFFSET - TOLERANCE <= apart <= MAX_OFFSET + TOLERANCE:
        return False
    over = apart % OFFSET_STEP
    return min(over, OFFSET_STEP - over) <= TOLERANCE


def _is_upload_time(facts: SourceFacts) -> bool:
    return bool(facts.taken and facts.uploaded and abs(facts.taken - facts.uploaded) <= UPLOAD_TOLERANCE)
