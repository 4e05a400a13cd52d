"""Selections of the index: all photos whose rows a filter wants, in the order of every page."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import merge
from itertools import groupby, islice

from gallery.library.index.members import Member
from gallery.library.index.recording import complete_row_of
from gallery.library.index.rows import Row, photo_of_row, row_of
from gallery.library.index.view import IndexView
from gallery.library.index.year_files import Part
from gallery.library.index.year_rows import YearRows
from gallery.model.months import Month
from gallery.model.paging import PhotoList
from gallery.model.photos import Photo
from gallery.storage.concurrency import prefetch, submit

AFTER_ALL = "-99"
"""Appended to a year or month, this makes a cursor newer than all its photos."""


@dataclass(frozen=True)
class Filter:
    """What a selection consists of."""

    columns: tuple[str, ...]
    """Fields of Row that decide."""
    is_wanted: Callable[..., bool]
    """Gets the values of these columns. It's called for every row, so it must be fast."""
    may_have: Callable[[str, str], bool] = lambda _newest, _oldest: True
    """Whether photos between two cursors may be wanted. Parts of the index for which it's false aren't read."""
    is_everywhere: bool = False
    """Whether albums that are kept off the timeline count too."""

    def within(self, months: Collection[str]) -> "Filter":
        """Return a filter that wants only photos of these months."""

        def is_wanted(when: str, *values: str) -> bool:
            return when[:7] in months and self.is_wanted(*values)

        def may_have(newest: str, oldest: str) -> bool:
            return any(oldest <= month + AFTER_ALL and month <= newest for month in months) and self.may_have(
                newest, oldest
            )

        return replace(self, columns=("when", *self.columns), is_wanted=is_wanted, may_have=may_have)


class FoundRow:
    """A row that a filter wants. The photo is created when it's first needed."""

    __slots__ = ("_number", "_table", "cursor", "values")

    def __init__(self, table: "Table", number: int, cursor: str, values: tuple[str, ...]) -> None:
        self._table, self._number = table, number
        self.cursor = cursor
        self.values = values
        """Of the filter's columns."""

    @property
    def month(self) -> str:
        """Like `2026-09`."""
        return self.cursor[:7]

    @property
    def ratio(self) -> float:
        """See Photo.ratio."""
        return float(self._table.column("ratio")[self._number])

    @property
    def photo(self) -> Photo:
        """The photo, as a listing would find it."""
        return photo_of_row(self._table.row(self._number))


class Table:
    """Rows by column. Each column is split once, as long as a request needs it."""

    def __init__(self, read: Callable[[str], Sequence[str]]) -> None:
        self._read = read
        self._columns: dict[str, Sequence[str]] = {}

    def column(self, name: str) -> Sequence[str]:
        """Return the values of one column."""
        if name not in self._columns:
            self._columns[name] = self._read(name)
        return self._columns[name]

    def row(self, number: int) -> Row:
        """Return one row."""
        return Row._make(self.column(name)[number] for name in Row._fields)


class FilteredPhotos:
    """The photos that a filter wants, as a PhotoSequence. Finding them reads all parts that may have some."""

    def __init__(self, index: IndexView, wanted: Filter) -> None:
        self._index, self._filter = index, wanted

    @cached_property
    def found(self) -> list[FoundRow]:
        """The rows, newest first."""
        return list(find_rows(self._index, self._filter))

    def older_than(self, cursor: str | None) -> Iterator[Photo]:
        """See PhotoSequence."""
        return (one.photo for one in self.found if cursor is None or one.cursor < cursor)

    def newer_than(self, cursor: str) -> Iterator[Photo]:
        """See PhotoSequence."""
        return (one.photo for one in reversed(self.found) if one.cursor > cursor)

    def months(self) -> list[Month]:
        """See PhotoSequence."""
        by_month = groupby(self.found, key=lambda one: one.month)
        return [_summarize(month, [one.ratio for one in group]) for month, group in by_month]

    def within(self, months: Collection[str]) -> PhotoList:
        """Return the photos of these months, without reading the others."""
        found = find_rows(self._index, self._filter.within(frozenset(months)))
        return PhotoList([one.photo for one in found], is_updating=self.is_updating)

    def has(self, cursor: str) -> bool:
        """Return whether the photo with this cursor is among them."""
        return any(one.cursor == cursor for one in self.found)

    @property
    def is_updating(self) -> bool:
        """See IndexView."""
        return self._index.is_updating


def find_rows(index: IndexView, wanted: Filter) -> Iterator[FoundRow]:
    """Yield the rows that a filter wants, newest first."""
    years = _open_years(index, wanted)
    parts = [(year, part) for year in years for part in _parts_of(year, wanted)]
    members = prefetch(lambda one: submit(YearRows.read, *one), parts)
    for year in years:
        stored = _find_stored(year, islice(members, len(_parts_of(year, wanted))), wanted)
        yield from merge(_find_listed(year, wanted), stored, key=lambda one: one.cursor, reverse=True)


def _open_years(index: IndexView, wanted: Filter) -> list[YearRows]:
    if wanted.is_everywhere:
        names = [year for year in index.all_years() if wanted.may_have(year + AFTER_ALL, year)]
    else:
        months = (one.month for one in index.months())
        names = list(dict.fromkeys(one[:4] for one in months if wanted.may_have(one + AFTER_ALL, one)))
    index.prefetch_years(names)
    return [index.year(year, is_everywhere=wanted.is_everywhere) for year in names]


def _parts_of(year: YearRows, wanted: Filter) -> list[Part]:
    return [part for part in year.parts if wanted.may_have(part.newest, part.oldest)]


def _find_stored(year: YearRows, members: Iterator[Member | None], wanted: Filter) -> Iterator[FoundRow]:
    for member in filter(None, members):
        yield from _find(Table(member.column), wanted, year.is_shown)


def _find_listed(year: YearRows, wanted: Filter) -> Iterator[FoundRow]:
    photos = (photo for photo in year.listed_photos.photos if wanted.may_have(photo.cursor, photo.cursor))
    rows = [complete_row_of(photo) if "place" in wanted.columns else row_of(photo) for photo in photos]
    columns = dict(zip(Row._fields, zip(*rows, strict=True), strict=True)) if rows else {}
    return _find(Table(lambda name: columns[name]), wanted, lambda _: True) if rows else iter(())


def _find(table: Table, wanted: Filter, is_shown: Callable[[str], bool]) -> Iterator[FoundRow]:
    columns = [table.column(name) for name in wanted.columns]
    for number, values in enumerate(zip(*columns, strict=True)):
        if wanted.is_wanted(*values):
            name = table.column("name")[number]
            if is_shown(name):
                yield FoundRow(table, number, f"{table.column('when')[number]} {name}", values)


def _summarize(month: str, ratios: Sequence[float]) -> Month:
    return Month(month, len(ratios), round(sum(ratios), 2))
