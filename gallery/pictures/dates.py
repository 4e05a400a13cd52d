"""Parse capture dates in EXIF, XMP and file names.

Results are wall-clock times in ISO 8601: `2026-09-12T10:11:12`, with a fraction and a UTC offset if known, or just
`2026-09-12`. Times are never converted to another time zone. Invalid dates are None.
"""

import re
from datetime import UTC, datetime

OLDEST_PHOTO = 1826
"""Year of the oldest surviving photograph (Niépce, "View from the Window at Le Gras"). Earlier dates are mistakes."""

FIRST_YEAR_IN_NAMES = 1900
"""A lower number in a file name isn't meant as a year."""

_DATE_IN_NAME = re.compile(
    r"""
    (?<!\d)
    (?P<year>(?:19|20)\d\d) (?P<separator>[-_.\ ]?) (?P<month>\d\d) (?P=separator) (?P<day>\d\d)
    (?:
        \ at\ (?P<hour12>\d\d?)\.(?P<minute12>\d\d)\.(?P<second12>\d\d)[\ \u202f](?P<half>[AP]M)   # macOS in English
      |
        (?:[-_.\ T]|\ at\ )?
        (?P<hour>\d\d) [-_.:h]? (?P<minute>\d\d) [-_.:m]? (?P<second>\d\d)
        (?:[-_.]?\d{3})?                 # milliseconds, as Pixel, Signal and Xiaomi phones write them
    )?
    (?!\d)
    """,
    re.VERBOSE | re.ASCII,
)

_EXIF_DATE = re.compile(
    r"(\d{4})[:/. -](\d\d?)[:/. -](\d\d?)(?:[ T]+(\d\d?)[:.](\d\d?)(?:[:.](\d\d?))?)?[ :]*", re.ASCII
)
"""EXIF 2.32, 4.6.5: "YYYY:MM:DD HH:MM:SS"; some cameras write other separators and single digits."""

_XMP_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
"""XMP specification part 1 (ISO 16684-1), 8.2.1.2, except for the forms without a day."""

_OFFSET = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d", re.ASCII)
"""UTC offset in hours and minutes. The largest in use is +14:00 (Kiribati)."""

MAX_FRACTION_DIGITS = 9
"""Nanoseconds, which exceeds the precision of cameras."""


def date_in_name(file: str) -> str | None:
    """Return the date, and time if any, in a file name such as `IMG_20260912_101112.jpg`."""
    for match in _DATE_IN_NAME.finditer(file):
        day = match["year"], match["month"], match["day"]
        if FIRST_YEAR_IN_NAMES <= int(match["year"]) <= datetime.now(tz=UTC).year + 1 and _format_iso(*day):
            return _format_iso(*day, *_parse_time(match)) or _format_iso(*day)
    return None


def exif_date(text: str | None, subsec: str | None = None, offset: str | None = None) -> str | None:
    """Return the date in an EXIF DateTime… tag, with SubSecTime… and OffsetTime… if they're valid."""
    match = _EXIF_DATE.fullmatch(_trim(text))
    return _append_details(_format_iso(*match.groups()), _trim(subsec), _trim(offset)) if match else None


def xmp_date(text: str | None) -> str | None:
    """Return the date in an XMP property. A year or a month alone is None."""
    match = _XMP_DATE.fullmatch(_trim(text))
    if match is None:
        return None
    *parts, fraction, offset = match.groups()
    return _append_details(_format_iso(*parts), fraction or "", "+00:00" if offset == "Z" else offset or "")


def _parse_time(match: re.Match[str]) -> tuple[str | None, ...]:
    if match["half"] is None:
        return match["hour"], match["minute"], match["second"]
    hour = int(match["hour12"]) % 12 + (12 if match["half"] == "PM" else 0)
    return str(hour), match["minute12"], match["second12"]


def _format_iso(*parts: str | None) -> str | None:
    """Format year, month, day and, if known, hour, minute, second. Return None if there's no such moment."""
    year, month, day, hour, minute, second = (int(part or 0) for part in (*parts, None, None, None)[:6])
    try:
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - wall-clock time
    except ValueError:
        return None
    if year < OLDEST_PHOTO:
        return None
    return moment.isoformat() if any(parts[3:]) else moment.date().isoformat()


def _append_details(moment: str | None, fraction: str, offset: str) -> str | None:
    """Append the fraction of a second and the UTC offset to a moment that has a time."""
    if moment is None or "T" not in moment:
        return moment
    if fraction.isascii() and fraction.isdigit():
        moment += "." + fraction[:MAX_FRACTION_DIGITS]
    return moment + (offset if _OFFSET.fullmatch(offset) else "")


def _trim(text: str | None) -> str:
    """Cut an EXIF string at its first NUL, which garbage may follow, and remove the blanks that cameras pad with."""
    return (text or "").partition("\0")[0].strip()
