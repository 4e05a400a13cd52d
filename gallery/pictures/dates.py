"""Parse capture dates in EXIF, XMP and file names.

Results are wall-clock times in ISO 8601: `2026-09-12T10:11:12`, with a fraction and a UTC offset if known, or just
`2026-09-12`. Times are never converted to another time zone. Invalid dates are None.
"""

import re
from datetime import UTC, datetime, timedelta

OLDEST_PHOTO = 1826
"""Year of the oldest surviving photograph (Niépce, "View from the Window at Le Gras"). Earlier dates are mistakes."""

FIRST_FILE_YEAR = 1990
"""Earlier file times are mistakes, such as 1970 and 1980, where the clocks of file systems start."""

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


def date_in_name(file: str) -> str | None:
    """Return the date, and time if any, in a file name such as `IMG_20260912_101112.jpg`."""
    for match in _DATE_IN_NAME.finditer(file):
        day = match["year"], match["month"], match["day"]
        if FIRST_YEAR_IN_NAMES <= int(match["year"]) <= datetime.now(tz=UTC).year + 1 and _format_iso(*day):
            return _format_iso(*day, *_parse_time(match)) or _format_iso(*day)
    return None


def exif_date(text: str | None, subsec: str | None = None, offset: str | None = None) -> str | None:
    """Return the date in an EXIF DateTime… tag, with SubSecTime… and OffsetTime… unless it has its own.

    An impossible time on a possible day is left out, and so is whatever follows the date.
    """
    text = _trim(text)
    day = _DAY.match(text)
    date = _format_iso(*_present(day.groups())) if day else None
    if day is None or date is None:
        return None
    time = _TIME.match(text, day.end())
    moment = _format_iso(*date.split("-"), *_to_24_hours(_present(time.groups()[:6]), time["half"])) if time else None
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


def _parse_time(match: re.Match[str]) -> list[str]:
    if match["half"]:
        return _to_24_hours([match["hour12"], match["minute12"], match["second12"]], match["half"])
    return _present((match["hour"], match["minute"], match["second"]))


def _to_24_hours(time: list[str], half: str | None) -> list[str]:
    """Convert the hour, the first part of a time, if it's one of the 12 before (AM) or after noon (PM)."""
    if half is None or not 1 <= int(time[0]) <= 12:  # noqa: PLR2004 - see the docstring
        return time
    return [str(int(time[0]) % 12 + (12 if half.upper().startswith("P") else 0)), *time[1:]]


def _present(groups: tuple[str | None, ...]) -> list[str]:
    """Return the groups of the alternative that matched."""
    return [group for group in groups if group is not None]


def _format_iso(*parts: str) -> str | None:
    """Format year, month, day and, if known, hour, minute, second. Return None if there's no such moment."""
    try:
        moment = datetime(*map(int, parts))  # type: ignore[arg-type]  # noqa: DTZ001 - wall-clock time
    except ValueError:
        return None
    if moment.year < OLDEST_PHOTO:
        return None
    return moment.isoformat() if len(parts) > len(("year", "month", "day")) else moment.date().isoformat()


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
