"""Photos that were taken on one day of the calendar, in all years."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from gallery.errors import BadRequest
from gallery.library.index.filtered import Filter, FilteredPhotos, FoundRow
from gallery.library.index.view import IndexView
from gallery.model.months import Month
from gallery.model.photos import Photo

LEAP_YEAR = 2000
"""Has all days of the calendar."""

_DAY = re.compile(r"\d{2}-\d{2}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Anniversary:
    """The photos of one year."""

    year: int
    count: int
    cover: Photo
    """The newest."""


def check_day(day: str) -> str:
    """Return a day of the calendar like `11-28`. Raises BadRequest if it isn't one."""
    if not _DAY.fullmatch(day) or not _parse(f"{LEAP_YEAR}-{day}"):
        raise BadRequest("“%(day)s” is not a day. Write it like 11-28.", day=day[:20])
    return day


def check_date(text: str) -> date:
    """Return a date like `2026-11-28`. Raises BadRequest if it isn't one."""
    found = _parse(text) if _DATE.fullmatch(text) else None
    if not found:
        raise BadRequest("“%(text)s” is not a date. Write it like 2026-11-28.", text=text[:20])
    return found


def today() -> date:
    """Return the date in UTC, for browsers that don't say which day they have."""
    return datetime.now(UTC).date()


def may_have_anniversaries(months: Iterable[Month], on: date) -> bool:
    """Return whether there are photos of earlier years in the month of a date, or of the days around it.

    Those are the date in other time zones.
    """
    dates = [on + timedelta(days=days) for days in (-1, 0, 1)]
    return any(month.month[5:] == f"{one:%m}" and month.month < f"{one:%Y}" for month in months for one in dates)


def find_day(index: IndexView, day: str) -> FilteredPhotos:
    """Return the photos of the timeline that were taken on a day like `11-28`. Raises BadRequest."""
    return FilteredPhotos(index, _filter(check_day(day)))


def list_anniversaries(index: IndexView, on: date) -> list[Anniversary]:
    """Return the years before a date with photos taken on the same day, the latest year first."""
    day, earlier = on.strftime("%m-%d"), f"{on.year:04}"
    found = (one for one in FilteredPhotos(index, _filter(day)).found if one.cursor < earlier)
    return [_summarize(year, rows) for year, rows in groupby(found, key=lambda one: one.cursor[:4])]


def _filter(day: str) -> Filter:
    """Return a filter that reads only the parts of the index that have the day: about one in each year."""

    def may_have(newest: str, oldest: str) -> bool:
        return oldest[:10] <= f"{newest[:4]}-{day}" <= newest

    return Filter(("when",), lambda when: when[5:10] == day, may_have)


def _summarize(year: str, rows: Iterable[FoundRow]) -> Anniversary:
    found = list(rows)
    return Anniversary(int(year), len(found), found[0].photo)


def _parse(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
