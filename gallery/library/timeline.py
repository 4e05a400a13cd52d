"""The timeline: all photos filed by date, found by walking years and months."""

from collections.abc import Collection, Iterator
from concurrent.futures import Future

from gallery.errors import BadRequest
from gallery.library.hints import Hints, read_hints
from gallery.library.months import ListedMonth, list_month, list_year
from gallery.model.blobs import Blob
from gallery.model.months import Month, Year, check_month, years_among
from gallery.model.paging import PhotoList
from gallery.model.photos import Photo
from gallery.storage.account import Storage
from gallery.storage.concurrency import prefetch, submit_deduplicated

MAX_MONTHS = 36
"""Months per request: three times what a large screen shows of a library with few photos a month."""

RECHECKED_YEARS = 2
"""Years listed for an index although their hints are complete, because other tools don't write hints."""


class Timeline:
    """The sequence of all dated photos. Reading it costs the months that are passed, never the whole library.

    Create one per request: it lists nothing twice, and starts early what it will need.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._hints = submit_deduplicated(read_hints, storage)
        self._root = submit_deduplicated(storage.photos.list_folder, "")
        self._years: dict[str, Future[Year]] = {}
        self._months: dict[str, Future[ListedMonth]] = {}
        self._unsure_years: set[str] | None = None

    def older_than(self, cursor: str | None) -> Iterator[Photo]:
        """See PhotoSequence."""
        last = (cursor or "9999")[:7]
        years = [year for year in reversed(self._all_years()) if year <= last]
        months = (month for year in prefetch(self._year, years) for month in reversed(year.months) if month <= last)
        for listed in prefetch(self._month, months):
            yield from listed.dated.older_than(cursor)

    def newer_than(self, cursor: str) -> Iterator[Photo]:
        """See PhotoSequence."""
        first = cursor[:7]
        years = [year for year in self._all_years() if year >= first[:4]]
        months = (month for year in prefetch(self._year, years) for month in year.months if month >= first)
        for listed in prefetch(self._month, months):
            yield from listed.dated.newer_than(cursor)

    def months(self) -> list[Month]:
        """See PhotoSequence. Months that weren't listed come from hints; months known to be empty are left out."""
        self.prefetch_months()
        listed = {month: listing.result().month for month, listing in self._months.items()}
        hints = self._hints.result()
        names = [month for year in reversed(self._all_years()) for month in reversed(self._months_of(year))]
        months = [listed.get(month) or hints.month(month) for month in names]
        return [month for month in months if month.count != 0]

    def prefetch_months(self) -> None:
        """Start listing what months() will need."""
        if self._unsure_years is None:
            # Not a cached_property: in Python 3.11 all instances share its lock, and this waits for storage.
            self._unsure_years = self._find_unsure_years()
        for year in self._unsure_years:
            self._year(year)

    def root_blobs(self) -> list[Blob]:
        """Blobs in no folder, which the listing of the root finds anyway."""
        return self._root.result().blobs

    def _find_unsure_years(self) -> set[str]:
        """Years whose hints are missing or may be out of date."""
        hints, listing_times = self._hints.result(), self._storage.photos.listing_times
        years = {f"{year}/" for year in self._all_years()}
        sure = {year for year in years if hints.year(year[:4]) and not listing_times.has_changed(year)}
        rechecked = listing_times.least_recently_listed(sure, RECHECKED_YEARS)
        return {year[:4] for year in [*(years - sure), *rechecked]}

    def _all_years(self) -> list[str]:
        return years_among(self._root.result().folders)

    def _months_of(self, year: str) -> tuple[str, ...]:
        hint = self._hints.result().year(year)
        return hint.months if hint and year not in self._years else self._year(year).result().months

    def _year(self, year: str) -> Future[Year]:
        if year not in self._years:
            self._years[year] = submit_deduplicated(_list_year, self._storage, year, self._hints)
        return self._years[year]

    def _month(self, month: str) -> Future[ListedMonth]:
        if month not in self._months:
            self._months[month] = submit_deduplicated(_list_month, self._storage, month, self._hints)
        return self._months[month]


def list_photos_of_months(storage: Storage, months: Collection[str]) -> PhotoList:
    """The dated photos of several months, newest first. Raises BadRequest."""
    newest_first = sorted({check_month(month) for month in months}, reverse=True)
    hints = submit_deduplicated(read_hints, storage)
    listings = [submit_deduplicated(_list_month, storage, month, hints) for month in newest_first]
    return PhotoList([photo for listing in listings for photo in listing.result().dated.photos])


def parse_months(text: str) -> list[str]:
    """The months of a query like `2026-09,2026-08`. Raises BadRequest."""
    months = [check_month(month) for month in text.split(",")]
    if len(months) > MAX_MONTHS:
        raise BadRequest(f"Ask for at most {MAX_MONTHS} months at once.")
    return months


def _list_year(storage: Storage, year: str, hints: Future[Hints]) -> Year:
    return list_year(storage, year, hints.result())[0]


def _list_month(storage: Storage, month: str, hints: Future[Hints]) -> ListedMonth:
    return list_month(storage, month, hints.result())
