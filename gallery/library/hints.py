"""What whoever listed a year or a month last saw there, so that an index need not list them all.

A year's hint is an empty blob beside the previews, `.hints/2026`, whose metadata has a word on the year and one on
each of its months. All hints come with one call. They may be wrong or gone: whoever lists a year or a month corrects
its hint.
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
from gallery.storage.container import Container

HINTS = ".hints/"

READ = 2_000
"""Months that need not be read again while their hints say the same: those of more than a hundred years."""

TRIES = 3
"""How often a hint is written while other instances write it at the same moment."""

_MASK = re.compile(r"[01]{12}", re.ASCII)
_MONTH = re.compile(r"(\d{1,9}) (\d{1,12}(?:\.\d{1,4})?) (no|yes)", re.ASCII)

_lock = Lock()
_unwritten: dict[Hashable, dict[str, str]] = {}
_TURNS = [Lock() for _ in range(16)]


@dataclass(frozen=True)
class Hints:
    """All hints, by their year."""

    known: Mapping[str, Blob]

    def year(self, year: str) -> Year | None:
        """None while nobody has listed it."""
        metadata = self._metadata(year)
        mask = metadata.get("months", "")
        if not _MASK.fullmatch(mask):
            return None
        months = tuple(f"{year}-{number:02}" for number, there in enumerate(mask, 1) if there == "1")
        return Year(months, metadata.get("albums") != "no")

    def month(self, month: str) -> Month:
        """Without figures while nobody has listed it."""
        return _read_month(month, self._said_of(month))[0]

    def month_has_albums(self, month: str) -> bool:
        """True also while nobody has listed it."""
        return _read_month(month, self._said_of(month))[1]

    def _said_of(self, month: str) -> str:
        return self._metadata(month[:4]).get(_key(month), "")

    def _metadata(self, year: str) -> Mapping[str, str]:
        return self.known[year].metadata if year in self.known else {}


def read_hints(storage: Storage) -> Hints:
    """All of them, with one call."""
    return Hints({blob.name.removeprefix(HINTS): blob for blob in storage.previews.list_prefix(HINTS)})


def update_year_hint(storage: Storage, hints: Hints, year: str, seen: Year) -> None:
    """Says in the year's hint what is there."""
    mask = "".join("1" if f"{year}-{number:02}" in seen.months else "0" for number in range(1, 13))
    _correct(storage, hints, year, {"months": mask, "albums": _word(seen.has_albums)})


def update_month_hint(storage: Storage, hints: Hints, seen: Month, *, has_albums: bool) -> None:
    """Says in the hint of the month's year what is there."""
    figures = f"{seen.count} {seen.ratio_sum} {_word(has_albums)}"
    _correct(storage, hints, seen.month[:4], {_key(seen.month): figures})


@lru_cache(maxsize=READ)
def _read_month(month: str, said: str) -> tuple[Month, bool]:
    """A month, and whether it has albums, as far as a hint tells."""
    found = _MONTH.fullmatch(said)
    return (Month(month, int(found[1]), float(found[2])), found[3] == "yes") if found else (Month(month), True)


def _key(month: str) -> str:
    """`m09`: no name of metadata begins with a digit."""
    return f"m{month[5:]}"


def _word(answer: bool) -> str:  # noqa: FBT001 - it is its only argument
    return "yes" if answer else "no"


def _correct(storage: Storage, hints: Hints, year: str, said: Mapping[str, str]) -> None:
    hint = hints.known.get(year)
    if not _says(hint, said):
        with suppress(GalleryError):  # A hint that can't be written is no reason to show nothing.
            _write_together(storage.previews, hint, year, said)


def _write_together(previews: Container, hint: Blob | None, year: str, said: Mapping[str, str]) -> None:
    """With one call for all months of a year that are listed at once: each waits, and finds its word written."""
    key = (previews, year)
    with _lock:
        _unwritten.setdefault(key, {}).update(said)
    with _TURNS[hash(key) % len(_TURNS)]:
        with _lock:
            all_said = _unwritten.pop(key, {})
        if all_said:
            _write(previews, hint, HINTS + year, all_said)


def _write(previews: Container, hint: Blob | None, name: str, said: Mapping[str, str]) -> None:
    for _ in range(TRIES):
        if _says(hint, said):
            return
        with suppress(Changed, NotFound, PhotoExists):
            if hint:
                previews.update_metadata(hint, said)
            else:
                previews.create(name, b"", "application/octet-stream", said)
            return
        hint = _found(previews, name)


def _found(previews: Container, name: str) -> Blob | None:
    try:
        return previews.get_properties(name)
    except NotFound:
        return None


def _says(hint: Blob | None, said: Mapping[str, str]) -> bool:
    return hint is not None and said.items() <= hint.metadata.items()
