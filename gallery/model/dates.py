"""Capture dates as text, and the changes that people make to them.

A date is a wall-clock time in ISO 8601, as in Facts.taken: `2026-09-12T10:11:12`, with a fraction and a UTC offset if
they're known, or just `2026-09-12`. Nothing converts it to another time zone.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from gallery.errors import BadRequest
from gallery.model.name_dates import OLDEST_PHOTO

TAKEN, DAY, SHIFT, OFFSET = "taken", "day", "shift_minutes", "offset"
"""What a change can set: a date and time, a day, minutes to add, and a UTC offset."""

DATE_MEMBERS = (TAKEN, DAY, SHIFT, OFFSET)

LAST_YEAR = 2999
"""A later one is a mistake."""

MINUTES_PER_DAY = 24 * 60

_DATE = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ]((?:[01]\d|2[0-3]):\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?)?",
    re.ASCII,
)
"""Not 24:00, which Python 3.14 takes as the next day."""

_DAY_LENGTH, _SECONDS_LENGTH = len("2026-09-12"), len("2026-09-12T10:11:12")


@dataclass(frozen=True)
class DateHistory:
    """What a sidecar remembers of the edits of a date."""

    day: str = ""
    """The day that the photo was filed under before, like `2026-09-12`, or else that of the date in its file; "" if the
    date was never corrected here."""
    edit: str = ""
    """Of the last edit that had a key: which one it was, and the name that the photo had. See DateChange.mark."""
    before: str = ""
    """The corrected date before that edit; "" if there was none."""


@dataclass(frozen=True)
class DateChange:
    """What to change about a photo's date."""

    values: Mapping[str, Any] = field(default_factory=dict)
    """By member. `taken` is None to clear a correction, so that the file's own date counts again."""
    key: str = ""
    """Chosen by the client, which sends the same one when it repeats the request."""
    skips_equal: bool = False
    """Whether a date that's the same to the second changes nothing, as in a form whose fields have no fractions."""

    @property
    def needs_date(self) -> bool:
        """Whether it depends on the date before."""
        return bool(self.values.keys() & {DAY, SHIFT, OFFSET})

    def apply(self, current: str) -> str | None:
        """Return the date after the change. Raises BadRequest."""
        if TAKEN in self.values:
            taken: str | None = self.values[TAKEN]
            return current if self.skips_equal and taken and is_same(taken, current) else taken
        taken = self.values.get(DAY, current[:_DAY_LENGTH]) + current[_DAY_LENGTH:]
        if SHIFT in self.values:
            taken = _shift(taken, self.values[SHIFT])
        return _set_offset(taken, self.values[OFFSET]) if OFFSET in self.values else taken

    def mark(self, name: str) -> str:
        """Return what the sidecar of a photo with this name remembers of this change; "" without a key."""
        if not (self.key and self.values):
            return ""
        edit = f"{self.key}\n{sorted(self.values.items())}"
        return f"{_digest(edit)}.{_digest(name)}"

    def possible_days(self, day: date) -> list[date]:
        """Return the days under which a photo may be filed after the change, if it was filed under this one before."""
        with suppress(OverflowError):
            if TAKEN in self.values:
                return [date.fromisoformat(self.values[TAKEN][:_DAY_LENGTH])] if self.values[TAKEN] else []
            start = date.fromisoformat(self.values[DAY]) if DAY in self.values else day
            minutes = self.values.get(SHIFT, 0)
            days = {minutes // MINUTES_PER_DAY, -(-minutes // MINUTES_PER_DAY)}
            return [start + timedelta(days=number) for number in sorted(days)]
        return []


NO_DATE_CHANGE = DateChange()


def made_to_another(mark: str, other: str) -> bool:
    """Return whether two marks are of the same change to different photos."""
    return mark != other and mark.partition(".")[0] == other.partition(".")[0]


def parse_date(text: str) -> str | None:
    """Return a date that people wrote in ISO 8601, with seconds if it has a time. Return None if it isn't one."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    day, minute, second, fraction, offset = match.groups()
    taken = f"{day}T{minute}{second or ':00'}" if minute else day
    try:
        year = datetime.fromisoformat(taken).year
    except ValueError:
        return None
    offset = "+00:00" if offset == "Z" else offset
    return f"{taken}{fraction or ''}{offset or ''}" if OLDEST_PHOTO <= year <= LAST_YEAR else None


def is_same(taken: str, other: str) -> bool:
    """Return whether two dates are the same to the second, with the same UTC offset."""
    return taken[:_SECONDS_LENGTH] == other[:_SECONDS_LENGTH] and read_offset(taken) == read_offset(other)


def read_offset(taken: str) -> str:
    """Return the UTC offset of a date: `+02:00`, or "" if it isn't known."""
    end = taken[_SECONDS_LENGTH:]
    return end[-len("+02:00") :] if "+" in end or "-" in end else ""


def drop_offset(taken: str) -> str:
    """Return a date without its UTC offset."""
    return taken.removesuffix(read_offset(taken))


def _shift(taken: str, minutes: int) -> str:
    moment, rest = taken[:_SECONDS_LENGTH], taken[_SECONDS_LENGTH:]
    if len(taken) == _DAY_LENGTH and minutes % MINUTES_PER_DAY:
        raise BadRequest("The time of day isn't known, so it can't be shifted. Set it first.")
    try:
        shifted = datetime.fromisoformat(moment) + timedelta(minutes=minutes)
    except OverflowError as error:
        raise BadRequest("There's no such date.") from error
    if not OLDEST_PHOTO <= shifted.year <= LAST_YEAR:
        raise BadRequest("A date must be between %(first)s and %(last)s.", first=OLDEST_PHOTO, last=LAST_YEAR)
    return shifted.isoformat()[: len(moment)] + rest


def _set_offset(taken: str, offset: str | None) -> str:
    if len(taken) == _DAY_LENGTH:
        raise BadRequest("The time of day isn't known, so it can't have a UTC offset. Set it first.")
    return drop_offset(taken) + (offset or "")


def _digest(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:20]
