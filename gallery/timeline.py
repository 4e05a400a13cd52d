"""The timeline: all photos that are filed by date, found by walking years and months."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from gallery.errors import BadRequest, NotFound
from gallery.pagination import Month, Sorted, newest_first
from gallery.photos import Blob, Photo, Place, is_photo, place_of
from gallery.storage import Storage

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
HINTS = ".months/"

MONTHS_AT_ONCE = 36
"""Months of one request: what a large screen shows of a library with few photos a month, three times over."""

_YEAR_FOLDER = re.compile(r"\d{4}/", re.ASCII)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_RATIO_SUM = re.compile(r"\d{1,12}(\.\d{1,4})?", re.ASCII)
_MONTH_FOLDER = re.compile(r"\d{4}/(0[1-9]|1[0-2])/", re.ASCII)


@dataclass(frozen=True)
class Timeline:
    """The shelf of all dated photos. Costs the months that it passes, never the library."""

    storage: Storage

    def older_than(self, cursor: str | None) -> Iterator[Photo]:
        """See Shelf."""
        for month in months_of(self.storage, newest=cursor):
            yield from month_shelf(self.storage, month).older_than(cursor)

    def newer_than(self, cursor: str) -> Iterator[Photo]:
        """See Shelf."""
        for month in months_of(self.storage, oldest=cursor):
            yield from month_shelf(self.storage, month).newer_than(cursor)

    def months(self) -> list[Month]:
        """See Shelf. By the hints; a month known to hold no photo is left out."""
        hints = {month.month: month for month in map(_hint, self.storage.previews.under(HINTS))}
        months = [hints.get(month, Month(month)) for month in months_of(self.storage)]
        return [month for month in months if month.count != 0]


def months_of(storage: Storage, *, newest: str | None = None, oldest: str | None = None) -> Iterator[str]:
    """Months that have a folder, `2026-09`: newest first from a cursor on, or oldest first from one on."""
    last, first = (newest or "9999")[:7], (oldest or "0000")[:7]
    years = _folders(storage, "", _YEAR_FOLDER)
    for year in years if oldest else reversed(years):
        if not first[:4] <= year[:4] <= last[:4]:
            continue
        months = [folder[:7].replace("/", "-") for folder in _folders(storage, year, _MONTH_FOLDER)]
        within = [month for month in months if first <= month <= last]
        yield from within if oldest else reversed(within)


def month_shelf(storage: Storage, month: str) -> Sorted:
    """The photos of a month. Raises BadRequest for what is no month."""
    blobs = storage.photos.under(f"{check_month(month).replace('-', '/')}/")
    photos = [Photo(blob) for blob in blobs if is_photo(blob) and place_of(blob.name) is Place.DATED]
    shelf = Sorted(newest_first(photos))
    _correct_hint(storage, next(iter(shelf.months()), Month(month, 0, 0)))
    return shelf


def months_shelf(storage: Storage, months: Collection[str]) -> Sorted:
    """The photos of several months. Raises BadRequest for what is no month."""
    return Sorted(newest_first([photo for month in set(months) for photo in month_shelf(storage, month).photos]))


def months_named(text: str) -> list[str]:
    """Those of a query, `2026-09,2026-08`. Raises BadRequest."""
    months = [check_month(month) for month in text.split(",")]
    if len(months) > MONTHS_AT_ONCE:
        raise BadRequest(f"Please ask for at most {MONTHS_AT_ONCE} months at once.")
    return months


def check_month(month: str) -> str:
    """The month, if it is one. Raises BadRequest."""
    if not MONTH.fullmatch(month):
        raise BadRequest(f"“{month[:20]}” is not a month; write it as 2026-09.")
    return month


def _folders(storage: Storage, prefix: str, pattern: re.Pattern[str]) -> list[str]:
    return sorted(folder for folder in storage.photos.folder(prefix).folders if pattern.fullmatch(folder))


def _hint(blob: Blob) -> Month:
    month = blob.name.removeprefix(HINTS)
    count, ratio_sum = (blob.metadata.get(name, "") for name in ("count", "ratio_sum"))
    if not _COUNT.fullmatch(count) or not _RATIO_SUM.fullmatch(ratio_sum):
        return Month(month)
    return Month(month, int(count), float(ratio_sum))


def _correct_hint(storage: Storage, seen: Month) -> None:
    """Whoever lists a month knows better than its hint, which is a cache and may be wrong or gone."""
    try:
        known = _hint(storage.previews.get(HINTS + seen.month))
    except NotFound:
        known = Month(seen.month)
    if known != seen:
        figures = {"count": str(seen.count), "ratio_sum": str(seen.ratio_sum)}
        storage.previews.replace(HINTS + seen.month, b"", "application/octet-stream", figures)
