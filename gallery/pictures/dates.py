"""Parse capture dates in EXIF and XMP.

Results are wall-clock times in ISO 8601: `2026-09-12T10:11:12`, with a fraction and a UTC offset if known, or just
`2026-09-12`. Times are never converted to another time zone. Invalid dates are None.
"""

import re
from datetime import UTC, datetime, timedelta

from gallery.model.name_dates import format_iso, present_groups, to_24_hours

FIRST_FILE_YEAR = 1990
"""Earlier file times are mistakes, such as 1970 and 1980, where the clocks of file systems start."""

_DAY = re.compile(
    r"(?:(\d{4})[:/. -](\d\d?)[:/. -](\d\d?)(?!\d)|(\d{4})(\d\d)(\d\d)(?=\D|\Z|\d{4}(?:\d\d)?(?!\d)))", re.ASCII
)
"""EXIF 2.32, 4.6.5: `YYYY:MM:DD`; XMP (ISO 16684-1, 8.2.1.2): `YYYY-MM-DD`; IPTC-IIM 2:55: `YYYYMMDD`. Cameras and
tools write each in place of the others, also with other separators and single digits."""

_TIME = re.compile(
    r"[\sT:._-]*(?:(\d\d?)[:.](\d\d?)(?:[:.](\d\d?))?|(\d\d)(\d\d)(\d\d)?(?!\d))"
    r"(?:[.,](?P<fraction>\d+))?(?:\s*(?P<half>[AP])\.?M\b\.?)?",
    re.ASCII | re.IGNORECASE,
)
"""`HH:MM:SS` or `HHMMSS`, with a fraction and AM or PM, if any."""

_OFFSET = re.compile(r"\s*(?:(?:UTC|GMT)?([+-])(\d\d?)(?::?(\d\d))?(?!\d)|(Z|UTC|GMT)\b)", re.ASCII | re.IGNORECASE)
"""UTC offset: `+02:00`, `+0200`, `+02`, `Z`."""

MAX_OFFSET_HOURS = 14
"""The largest in use is +14:00 (Kiribati)."""

MAX_FRACTION_DIGITS = 9
"""Nanoseconds, which exceeds the precision of cameras."""


def exif_date(text: str | None, subsec: str | None = None, offset: str | None = None) -> str | None:
    """Return the date in an EXIF DateTime… tag, with SubSecTime… and OffsetTime… unless it has its own.

    An impossible time on a possible day is left out, and so is whatever follows the date.
    """
    text = _trim(text)
    day = _DAY.match(text)
    date = format_iso(*present_groups(day.groups())) if day else None
    if day is None or date is None:
        return None
    time = _TIME.match(text, day.end())
    moment = (
        format_iso(*date.split("-"), *to_24_hours(present_groups(time.groups()[:6]), time["half"])) if time else None
    )
    if time is None or moment is None:
        return date
    fraction = time["fraction"] or _trim(subsec)
    if fraction.isascii() and fraction.isdigit():
        moment += "." + fraction[:MAX_FRACTION_DIGITS]
    return moment + (_format_offset(text[time.end() :]) or _format_offset(_trim(offset)))


def xmp_date(text: str | None) -> str | None:
    """Return the date in an XMP property. A year or a month alone is None."""
    return exif_date(text)


def is_plausible(taken: str, now: datetime) -> bool:
    """Whether a date may be right: at most a day ahead of now, because clocks and time zones differ."""
    moment = datetime.fromisoformat(taken)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) <= now + timedelta(days=1)


def is_plausible_file_time(taken: str, now: datetime) -> bool:
    """Whether a file may have been written then."""
    return int(taken[:4]) >= FIRST_FILE_YEAR and is_plausible(taken, now)


def _format_offset(text: str) -> str:
    """Return the UTC offset at the start of a text, as `+02:00`, or "" if there's none."""
    match = _OFFSET.match(text)
    if match is None:
        return ""
    sign, hours, minutes, _ = match.groups()
    if sign is None:
        return "+00:00"
    is_valid = int(hours) <= MAX_OFFSET_HOURS and int(minutes or 0) < 60  # noqa: PLR2004 - minutes
    return f"{sign}{int(hours):02}:{int(minutes or 0):02}" if is_valid else ""


def _trim(text: str | None) -> str:
    """Cut an EXIF string at its first NUL, which garbage may follow, and remove the blanks that cameras pad with."""
    return (text or "").partition("\0")[0].strip()
