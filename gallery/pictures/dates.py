"""When a picture was taken: wall-clock time as EXIF, XMP or a file name has it.

All results are ISO 8601: `2026-09-12T10:11:12`, with a fraction and an offset from UTC when they are
known, or `2026-09-12` alone. No time is ever moved to another zone. What is not a real date is None.
"""

import re
from datetime import UTC, datetime

OLDEST_PHOTO = 1826
"""Year of the oldest photograph there is (Niépce, "View from the Window at Le Gras"): earlier dates are mistakes."""

FIRST_YEAR_IN_NAMES = 1900
"""A number in a file name that starts lower is not meant as a year."""

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
"""EXIF 2.32, 4.6.5: "YYYY:MM:DD HH:MM:SS"; the other separators and single digits are what cameras write too."""

_XMP_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
"""XMP specification part 1 (ISO 16684-1), 8.2.1.2, without the forms that leave out the day."""

_OFFSET = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d", re.ASCII)
"""Hours and minutes from UTC, of which +14:00 (Kiribati) is the largest in use."""

LONGEST_FRACTION = 9
"""Digits of a second's fraction. Nanoseconds are more than any camera knows."""


def date_in_name(file: str) -> str | None:
    """The date, with the time if it is there, in a file name such as `IMG_20260912_101112.jpg`."""
    for match in _DATE_IN_NAME.finditer(file):
        day = match["year"], match["month"], match["day"]
        if FIRST_YEAR_IN_NAMES <= int(match["year"]) <= datetime.now(tz=UTC).year + 1 and _iso(*day):
            return _iso(*day, *_time_in_name(match)) or _iso(*day)
    return None


def exif_date(text: str | None, subsec: str | None = None, offset: str | None = None) -> str | None:
    """The date of an EXIF DateTime… tag with its SubSecTime… and OffsetTime…; those two are dropped when unreadable."""
    match = _EXIF_DATE.fullmatch(_trimmed(text))
    return _with_details(_iso(*match.groups()), _trimmed(subsec), _trimmed(offset)) if match else None


def xmp_date(text: str | None) -> str | None:
    """The date of an XMP property. A year or a month alone is none."""
    match = _XMP_DATE.fullmatch(_trimmed(text))
    if match is None:
        return None
    *parts, fraction, offset = match.groups()
    return _with_details(_iso(*parts), fraction or "", "+00:00" if offset == "Z" else offset or "")


def _time_in_name(match: re.Match[str]) -> tuple[str | None, ...]:
    if match["half"] is None:
        return match["hour"], match["minute"], match["second"]
    hour = int(match["hour12"]) % 12 + (12 if match["half"] == "PM" else 0)
    return str(hour), match["minute12"], match["second12"]


def _iso(*parts: str | None) -> str | None:
    """ISO 8601 of year, month, day and, where known, hour, minute, second; None when there is no such moment."""
    year, month, day, hour, minute, second = (int(part or 0) for part in (*parts, None, None, None)[:6])
    try:
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - what a clock on the wall showed
    except ValueError:
        return None
    if year < OLDEST_PHOTO:
        return None
    return moment.isoformat() if any(parts[3:]) else moment.date().isoformat()


def _with_details(moment: str | None, fraction: str, offset: str) -> str | None:
    """Fraction of a second and offset added to a moment that has a time."""
    if moment is None or "T" not in moment:
        return moment
    if fraction.isascii() and fraction.isdigit():
        moment += "." + fraction[:LONGEST_FRACTION]
    return moment + (offset if _OFFSET.fullmatch(offset) else "")


def _trimmed(text: str | None) -> str:
    """EXIF strings end in a NUL, and cameras pad with NULs or blanks; what follows a NUL is left over from before."""
    return (text or "").partition("\0")[0].strip()
