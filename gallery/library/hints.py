"""Hints: what the last listing of each year and month found, so that an index needn't list all of them.

The hint of a year is an empty blob in the previews container, `.hints/2026`. Its metadata describes the year and each
of its months, and one call reads the hints of all years. Hints may be wrong or missing: each listing of a year or
month updates its hint.
"""

import re
from collections.abc import Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from gallery.errors import Changed, GalleryError, NotFound, PhotoExists
from gallery.model.blobs import Blob
from gallery.model.months import Month, Year
from gallery.storage.account import Storage
from gallery.storage.concurrency import KeyedLock
from gallery.storage.container import Container

HINTS = ".hints/"

PARSED_MONTHS = 2_000
"""Months whose parsed hints are cached: those of more than a hundred years."""

MAX_ATTEMPTS = 3
"""Attempts to write a hint that other instances write at the same moment."""

_MONTHS = re.compile(r"[01]{12}", re.ASCII)
"""One digit per month of the year: 1 if it has a folder."""

_MONTH = re.compile(r"(\d{1,9}) (\d{1,12}(?:\.\d{1,4})?) (no|yes) 2", re.ASCII)
"""Number of photos, sum of their aspect ratios, whether there are albums within the month, and the version of this
format: earlier releases counted files that aren't photos."""

_writing = KeyedLock()
_lock = Lock()
_unwritten: dict[Hashable, dict[str, str]] = {}


@dataclass(frozen=True)
class Hints:
    """The hints of all years."""

    by_year: Mapping[str, Blob]

    def year(self, year: str) -> Year | None:
        """None if the year was never listed."""
        metadata = self._metadata(year)
        months = metadata.get("months", "")
        if not _MONTHS.fullmatch(months):
            return None
        existing = tuple(f"{year}-{number:02}" for number, digit in enumerate(months, 1) if digit == "1")
        return Year(existing, metadata.get("albums") != "no")

    def month(self, month: str) -> Month:
        """Without count and sum if the month was never listed."""
        return _parse_month(month, self._text(month))[0]

    def month_has_albums(self, month: str) -> bool:
        """True also if the month was never listed."""
        return _parse_month(month, self._text(month))[1]

    def _text(self, month: str) -> str:
        return self._metadata(month[:4]).get(_key(month), "")

    def _metadata(self, year: str) -> Mapping[str, str]:
        return self.by_year[year].metadata if year in self.by_year else {}


def read_hints(storage: Storage) -> Hints:
    """Read the hints of all years with one call."""
    return Hints({blob.name.removeprefix(HINTS): blob for blob in storage.previews.list_prefix(HINTS)})


def update_year_hint(storage: Storage, hints: Hints, year: str, listed: Year) -> None:
    """Write what was listed into the year's hint, unless it's up to date."""
    months = "".join("1" if f"{year}-{number:02}" in listed.months else "0" for number in range(1, 13))
    _update(storage, hints, year, {"months": months, "albums": _yes_or_no(listed.has_albums)})


def update_month_hint(storage: Storage, hints: Hints, listed: Month, *, has_albums: bool) -> None:
    """Write what was listed into the hint of the month's year, unless it's up to date."""
    text = f"{listed.count} {listed.ratio_sum} {_yes_or_no(has_albums)} 2"
    _update(storage, hints, listed.month[:4], {_key(listed.month): text})


@lru_cache(maxsize=PARSED_MONTHS)
def _parse_month(month: str, text: str) -> tuple[Month, bool]:
    """A month, and whether it has albums."""
    match = _MONTH.fullmatch(text)
    return (Month(month, int(match[1]), float(match[2])), match[3] == "yes") if match else (Month(month), True)


def _key(month: str) -> str:
    """`m09`, because metadata keys can't start with a digit."""
    return f"m{month[5:]}"


def _yes_or_no(value: bool) -> str:  # noqa: FBT001 - it's the only argument
    return "yes" if value else "no"


def _update(storage: Storage, hints: Hints, year: str, entries: Mapping[str, str]) -> None:
    hint = hints.by_year.get(year)
    if not _has(hint, entries):
        with suppress(GalleryError):  # A hint that can't be written must not fail a page.
            _write_together(storage.previews, hint, year, entries)


def _write_together(previews: Container, hint: Blob | None, year: str, entries: Mapping[str, str]) -> None:
    """Write with one call for all months of a year listed at the same time: the first to get the lock writes all."""
    key = (previews, year)
    with _lock:
        _unwritten.setdefault(key, {}).update(entries)
    with _writing.hold(key):
        with _lock:
            all_entries = _unwritten.pop(key, {})
        if all_entries:
            _write(previews, hint, HINTS + year, all_entries)


def _write(previews: Container, hint: Blob | None, name: str, entries: Mapping[str, str]) -> None:
    for _ in range(MAX_ATTEMPTS):
        if _has(hint, entries):
            return
        with suppress(Changed, NotFound, PhotoExists):
            if hint:
                previews.update_metadata(hint, entries)
            else:
                previews.create(name, b"", "application/octet-stream", entries)
            return
        hint = _find(previews, name)


def _find(previews: Container, name: str) -> Blob | None:
    try:
        return previews.get_properties(name)
    except NotFound:
        return None


def _has(hint: Blob | None, entries: Mapping[str, str]) -> bool:
    return hint is not None and entries.items() <= hint.metadata.items()
