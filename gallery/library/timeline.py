"""The timeline: every photo once, whatever folder it's in, by the time it was taken."""

from collections.abc import Collection, Iterable, Iterator
from itertools import takewhile

from gallery.errors import BadRequest
from gallery.library.index.catalog import Catalog
from gallery.library.index.entries import LibraryTotals
from gallery.library.index.opening import open_index
from gallery.library.index.view import IndexView
from gallery.model.folders import ROOT
from gallery.model.months import Month, check_month, month_folder
from gallery.model.paging import PhotoList
from gallery.model.photos import Photo
from gallery.storage.account import Storage

MAX_MONTHS = 36
"""Months per request: three times what a large screen shows of a library with few photos a month."""

PAGE_PHOTOS = 100
"""About ten screens on a desktop, with half a megabyte of previews in view at a time."""

AFTER_ALL_OF_MONTH = "-99"
"""Appended to a month, this makes a cursor newer than every photo of the month."""

NEWEST = "9999"
"""A cursor newer than every photo."""


class Timeline:
    """The sequence of all photos. Reading it costs the part of the index that is passed, never the whole library."""

    def __init__(self, index: IndexView) -> None:
        self._index = index

    def older_than(self, cursor: str | None) -> Iterator[Photo]:
        """See PhotoSequence."""
        last = (cursor or NEWEST)[:4]
        for year in self._index.years():
            if year <= last:
                yield from self._index.year(year).older_than(cursor)

    def newer_than(self, cursor: str) -> Iterator[Photo]:
        """See PhotoSequence."""
        for year in reversed(self._index.years()):
            if year >= cursor[:4]:
                yield from self._index.year(year).newer_than(cursor)

    def months(self) -> list[Month]:
        """See PhotoSequence."""
        return self._index.months()

    def totals(self) -> LibraryTotals:
        """See IndexView."""
        return self._index.totals()

    @property
    def outside(self) -> list[str]:
        """The folders of albums that the owner keeps off the timeline. Others don't learn of them."""
        return sorted(self._index.outside_timeline.folders) if self._index.is_owner else []

    @property
    def is_updating(self) -> bool:
        """See IndexView."""
        return self._index.is_updating


def open_timeline(storage: Storage, *, is_owner: bool, cursor: str | None = None) -> Timeline:
    """Open the timeline for a page at this cursor, where changes by other tools show at once."""
    index = open_index(
        storage,
        is_owner=is_owner,
        listed=[ROOT],
        shown=lambda catalog: _folders_of_page(catalog, cursor),
        finds_changes=True,
    )
    return Timeline(index)


def list_photos_of_months(storage: Storage, months: Collection[str], *, is_owner: bool) -> PhotoList:
    """The photos of several months, newest first. Raises BadRequest."""
    newest_first = sorted({check_month(month) for month in months}, reverse=True)
    index = open_index(storage, is_owner=is_owner, shown=lambda catalog: _existing(catalog, newest_first))
    photos = [photo for month in newest_first for photo in _photos_of_month(index, month)]
    return PhotoList(photos, is_updating=index.is_updating)


def parse_months(text: str) -> list[str]:
    """The months of a query like `2026-09,2026-08`. Raises BadRequest."""
    months = [check_month(month) for month in text.split(",")]
    if len(months) > MAX_MONTHS:
        raise BadRequest("Ask for at most %(most)s months at once.", most=MAX_MONTHS)
    return months


def _photos_of_month(index: IndexView, month: str) -> Iterator[Photo]:
    photos = index.year(month[:4]).older_than(month + AFTER_ALL_OF_MONTH)
    return takewhile(lambda photo: photo.month == month, photos)


def _folders_of_page(catalog: Catalog, cursor: str | None) -> list[str]:
    """Return the folders of the dated months that a page from this cursor shows."""
    totals, months, count = catalog.sums.months, list[str](), 0
    for month in sorted(totals, reverse=True):
        if month <= (cursor or NEWEST)[:7] and count <= PAGE_PHOTOS:
            months.append(month)
            count += totals[month][0]
    return _existing(catalog, months)


def _existing(catalog: Catalog, months: Iterable[str]) -> list[str]:
    return [folder for folder in map(month_folder, months) if folder in catalog.folders]
