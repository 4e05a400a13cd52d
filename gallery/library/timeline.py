"""The timeline: all photos that are filed by date, found by walking years and months."""

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

MONTHS_AT_ONCE = 36
"""Months of one request: what a large screen shows of a library with few photos a month, three times over."""

RECHECKED = 2
"""Years listed for an index although their hints say what is in them, because other tools don't write hints."""


class Timeline:
    """The shelf of all dated photos. Costs the months that it passes, never the library.

    One for each request: it lists nothing twice, and begins at once what it will need.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._hints = submit_deduplicated(read_hints, storage)
        self._root = submit_deduplicated(storage.photos.list_folder, "")
        self._years: dict[str, Future[Year]] = {}
        self._months: dict[str, Future[ListedMonth]] = {}
        self._doubtful: set[str] | None = None

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
        seen = {month: listed.result().month for month, listed in self._months.items()}
        hints = self._hints.result()
        names = [month for year in reversed(self._all_years()) for month in reversed(self._months_in(year))]
        months = [seen.get(month) or hints.month(month) for month in names]
        return [month for month in months if month.count != 0]

    def prefetch_months(self) -> None:
        """Begins what months() will ask for, where that has time until then."""
        if self._doubtful is None:
            # No cached_property: that of Python 3.11 has one lock for all instances, and this waits for storage.
            self._doubtful = self._doubtful_years()
        for year in self._doubtful:
            self._year(year)

    def loose(self) -> list[Blob]:
        """What lies in no folder, which the first listing finds besides."""
        return self._root.result().blobs

    def _doubtful_years(self) -> set[str]:
        """Those whose hints are missing or may be out of date."""
        hints, listing_times = self._hints.result(), self._storage.photos.listing_times
        years = {f"{year}/" for year in self._all_years()}
        sure = {year for year in years if hints.year(year[:4]) and not listing_times.has_changed(year)}
        return {year[:4] for year in years - sure} | {
            year[:4] for year in listing_times.least_recently_listed(sure, RECHECKED)
        }

    def _all_years(self) -> list[str]:
        return years_among(self._root.result().folders)

    def _months_in(self, year: str) -> tuple[str, ...]:
        hint = self._hints.result().year(year)
        return hint.months if hint and year not in self._years else self._year(year).result().months

    def _year(self, year: str) -> Future[Year]:
        if year not in self._years:
            self._years[year] = submit_deduplicated(_year, self._storage, year, self._hints)
        return self._years[year]

    def _month(self, month: str) -> Future[ListedMonth]:
        if month not in self._months:
            self._months[month] = submit_deduplicated(_month, self._storage, month, self._hints)
        return self._months[month]


def list_photos_of_months(storage: Storage, months: Collection[str]) -> PhotoList:
    """The photos of several months. Raises BadRequest for what is no month."""
    hints = submit_deduplicated(read_hints, storage)
    begun = [
        submit_deduplicated(_month, storage, check_month(month), hints) for month in sorted(set(months), reverse=True)
    ]
    return PhotoList([photo for month in begun for photo in month.result().dated.photos])


def parse_months(text: str) -> list[str]:
    """Those of a query, `2026-09,2026-08`. Raises BadRequest."""
    months = [check_month(month) for month in text.split(",")]
    if len(months) > MONTHS_AT_ONCE:
        raise BadRequest(f"Please ask for at most {MONTHS_AT_ONCE} months at once.")
    return months


def _year(storage: Storage, year: str, hints: Future[Hints]) -> Year:
    return list_year(storage, year, hints.result())[0]


def _month(storage: Storage, month: str, hints: Future[Hints]) -> ListedMonth:
    return list_month(storage, month, hints.result())
