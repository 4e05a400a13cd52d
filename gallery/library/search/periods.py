"""Days, months and years as people write them: `2019`, `2019-07`, `2019-07-21`, `July 2019`, `21 Jul 2019`.

Names of months are English, or in the reader's language: `21. Juli 2019`, `21 de julio de 2019`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from gallery.library.search.folding import fold
from gallery.translations import current_language, translate
from gallery.translations import lazy_gettext as _

MONTHS = (
    *(_("January"), _("February"), _("March"), _("April"), _("May"), _("June")),
    *(_("July"), _("August"), _("September"), _("October"), _("November"), _("December")),
)
MONTH = _("%(month)s %(year)s")
DAY = _("%(day)s %(month)s %(year)s")

_YEAR = r"(?P<year>(?:1[89]|2[0-9])[0-9]{2})"
"""1800 to 2999. Other numbers are just words."""

_DAY = r"(?P<day>0?[1-9]|[12][0-9]|3[01])"
_NAME = r"(?P<month>[^\W\d_]{3,12})"
_NUMERIC = re.compile(rf"{_YEAR}(?:-(?P<month>0?[1-9]|1[0-2])(?:-{_DAY})?)?")
_DAY_FIRST = re.compile(rf"(?:{_DAY}\.? (?:de )?)?{_NAME}[.,]? (?:de )?{_YEAR}")
_MONTH_FIRST = re.compile(rf"{_NAME}\.? {_DAY},? {_YEAR}")

MAX_WORDS = 5
"""`21 de julio de 2019`."""


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
    return _month_numbers(current_language()).get(fold(month)) or int(month) if month else 0


@cache
def _month_numbers(language: str) -> Mapping[str, int]:
    """Return the months by name and by its first three letters, in English and a language. Names are folded."""
    names: dict[str, int] = {"sept": 9}
    starts: dict[str, set[int]] = {}
    for number, month in enumerate(MONTHS, 1):
        for name in (month.english.lower(), fold(translate(month.english, language))):
            names[name] = number
            starts.setdefault(name[:3], set()).add(number)
    # In French, “jui” could be June or July.
    return {**{start: min(found) for start, found in starts.items() if len(found) == 1}, **names}


def _make_period(year: int, month: int, day: int) -> Period:
    """Return the period; month and day are 0 for a whole year, or month. Raises ValueError if there's no such day."""
    start = date(year, month or 1, day or 1)
    if day:
        return Period(start, start + timedelta(days=1), _label(year, month, day))
    if month:
        return Period(start, date(year + month // 12, month % 12 + 1, 1), _label(year, month))
    return Period(start, date(year + 1, 1, 1), str(year))


def _label(year: int, month: int, day: int = 0) -> str:
    return str((DAY if day else MONTH) % {"day": day, "month": MONTHS[month - 1], "year": year})
