"""Days, months and years as people write them: `2019`, `2019-07`, `2019-07-21`, `July 2019`, `21 Jul 2019`."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_NUMBERS = {name.lower()[:length]: number for number, name in enumerate(MONTHS, 1) for length in (3, len(name))}
_NUMBERS["sept"] = 9

_YEAR = r"(?P<year>(?:1[89]|2\d)\d\d)"
"""1800 to 2999. Other numbers are just words."""

_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_NAME = r"(?P<month>[a-z]{3,9})"
_NUMERIC = re.compile(rf"{_YEAR}(?:-(?P<month>0?[1-9]|1[0-2])(?:-{_DAY})?)?", re.ASCII)
_DAY_FIRST = re.compile(rf"(?:{_DAY}\.? )?{_NAME}[.,]? {_YEAR}", re.ASCII)
_MONTH_FIRST = re.compile(rf"{_NAME}\.? {_DAY},? {_YEAR}", re.ASCII)

MAX_WORDS = 3
"""`21 July 2019`."""


@dataclass(frozen=True)
class Period:
    """A day, a month or a year."""

    start: date
    end: date
    """The day after its last."""
    label: str
    """Like `July 2019`."""


def parse_period(text: str) -> Period | None:
    """Return the period that a text names, or None if it isn't one."""
    lower = text.lower()
    match = _NUMERIC.fullmatch(lower) or _DAY_FIRST.fullmatch(lower) or _MONTH_FIRST.fullmatch(lower)
    if match is None:
        return None
    try:
        return _make_period(int(match["year"]), _number_of(match["month"]), int(match["day"] or 0))
    except ValueError:
        return None


def _number_of(month: str | None) -> int:
    """Return the number of a month; 0 if there's none. Raises ValueError."""
    return _NUMBERS.get(month) or int(month) if month else 0


def _make_period(year: int, month: int, day: int) -> Period:
    """Return the period; month and day are 0 for a whole year, or month. Raises ValueError if there's no such day."""
    start = date(year, month or 1, day or 1)
    if day:
        return Period(start, start + timedelta(days=1), f"{day} {MONTHS[month - 1]} {year}")
    if month:
        return Period(start, date(year + month // 12, month % 12 + 1, 1), f"{MONTHS[month - 1]} {year}")
    return Period(start, date(year + 1, 1, 1), str(year))
