"""Parse the dates that cameras, phones and messengers put into file names.

Results are wall-clock times in ISO 8601: `2026-09-12T10:11:12`, or just `2026-09-12`.
"""

import re
from datetime import UTC, datetime

from gallery.model.folders import day_of_name

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


def date_in_name(file: str) -> str | None:
    """Return the date, and time if any, in a file name such as `IMG_20260912_101112.jpg`."""
    for match in _DATE_IN_NAME.finditer(file):
        day = match["year"], match["month"], match["day"]
        if FIRST_YEAR_IN_NAMES <= int(match["year"]) <= datetime.now(tz=UTC).year + 1 and format_iso(*day):
            return format_iso(*day, *_parse_time(match)) or format_iso(*day)
    return None


def date_in_full_name(name: str) -> str | None:
    """Return the date in a blob's name: the file's, or the folder's day if the file names another day or none."""
    in_file = date_in_name(name.rpartition("/")[2])
    day = day_of_name(name)
    return day.isoformat() if day and not (in_file or "").startswith(day.isoformat()) else in_file


def to_24_hours(time: list[str], half: str | None) -> list[str]:
    """Convert the hour, the first part of a time, if it's one of the 12 before (AM) or after noon (PM)."""
    if half is None or not 1 <= int(time[0]) <= 12:  # noqa: PLR2004 - see the docstring
        return time
    return [str(int(time[0]) % 12 + (12 if half.upper().startswith("P") else 0)), *time[1:]]


def present_groups(groups: tuple[str | None, ...]) -> list[str]:
    """Return the groups of the alternative that matched."""
    return [group for group in groups if group is not None]


def format_iso(*parts: str) -> str | None:
    """Format year, month, day and, if known, hour, minute, second. Return None if there's no such moment."""
    try:
        moment = datetime(*map(int, parts))  # type: ignore[arg-type]  # noqa: DTZ001 - wall-clock time
    except ValueError:
        return None
    if moment.year < OLDEST_PHOTO:
        return None
    return moment.isoformat() if len(parts) > len(("year", "month", "day")) else moment.date().isoformat()


def _parse_time(match: re.Match[str]) -> list[str]:
    if match["half"]:
        return to_24_hours([match["hour12"], match["minute12"], match["second12"]], match["half"])
    return present_groups((match["hour"], match["minute"], match["second"]))
