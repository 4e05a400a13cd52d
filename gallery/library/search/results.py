"""Results of a search: the albums and the photos that match a query."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile

from gallery.library.albums import Album, list_albums
from gallery.library.index.entries import MonthTotal, add_totals
from gallery.library.index.view import IndexView
from gallery.library.search.matching import Matcher, compile_query
from gallery.library.search.member_texts import load_missing
from gallery.library.search.phrases import FIELD_SEPARATOR
from gallery.library.search.query import Query
from gallery.library.search.year_matches import YearMatches, find_matches
from gallery.library.timeline import AFTER_ALL_OF_MONTH, NEWEST
from gallery.model.months import Month
from gallery.model.paging import PhotoList
from gallery.model.photos import Photo

MAX_KEPT = 16_000_000
"""Bytes of compressed members that the results keep until the page is made. Others are read again if it shows them."""

JUST_AFTER = "\0"
"""Appended to a cursor, this makes the next one."""


@dataclass(frozen=True)
class SearchResults:
    """A PhotoSequence of the photos that match, in the timeline or not, and the albums."""

    albums: list[Album]
    years: Mapping[str, YearMatches]
    """Newest first."""
    is_updating: bool
    """Whether folders were left out, so that something may be missing."""

    def older_than(self, cursor: str | None) -> Iterator[Photo]:
        """See PhotoSequence."""
        for year, matches in self.years.items():
            if year <= (cursor or NEWEST)[:4]:
                yield from matches.older_than(cursor)

    def newer_than(self, cursor: str) -> Iterator[Photo]:
        """See PhotoSequence."""
        for year, matches in reversed(list(self.years.items())):
            if year >= cursor[:4]:
                yield from matches.newer_than(cursor)

    def months(self) -> list[Month]:
        """See PhotoSequence."""
        totals: dict[str, MonthTotal] = {}
        for matches in self.years.values():
            totals = add_totals(totals, [matches.months])
        return [
            Month(month, count, round(ratio_sum, 2))
            for month, (count, ratio_sum) in sorted(totals.items(), reverse=True)
        ]

    def within(self, months: Collection[str]) -> PhotoList:
        """Return the photos of these months."""
        newest_first = sorted(months, reverse=True)
        photos = [photo for month in newest_first for photo in self._photos_of(month)]
        return PhotoList(photos, is_updating=self.is_updating)

    def has(self, cursor: str) -> bool:
        """Return whether the photo with this cursor is among the results."""
        found = next(self.older_than(cursor + JUST_AFTER), None)
        return found is not None and found.cursor == cursor

    def _photos_of(self, month: str) -> Iterator[Photo]:
        return takewhile(lambda photo: photo.month == month, self.older_than(month + AFTER_ALL_OF_MONTH))


def search(index: IndexView, query: Query, *, is_owner: bool, months: Collection[str] | None = None) -> SearchResults:
    """Find what this caller may see. With `months`, only their years are read. Raises Changed, NotFound."""
    matcher = compile_query(query, is_owner=is_owner)
    years = _find_years(index, matcher, months)
    matches = dict(_match_years(index, years, matcher, is_owner=is_owner))
    albums = [one for one in list_albums(index, partial(_matches_album, matcher)) if one.cover] if not months else []
    return SearchResults(albums, matches, index.is_updating)


def _find_years(index: IndexView, matcher: Matcher, months: Collection[str] | None) -> list[str]:
    """Return the years whose photos can match, newest first."""
    possible, wanted = matcher.years(), {month[:4] for month in months or ()}
    return [
        year
        for year in index.all_years()
        if (possible is None or int(year) in possible) and (months is None or year in wanted)
    ]


def _match_years(
    index: IndexView, years: list[str], matcher: Matcher, *, is_owner: bool
) -> Iterator[tuple[str, YearMatches]]:
    kept = 0
    for year, loaded in index.read_years(years, partial(load_missing, is_owner=is_owner)):
        index.read_whole_texts(year)
        matches = find_matches(year, loaded or {}, matcher, is_owner=is_owner)
        for number, part in enumerate(matches.parts):
            kept += len(part.packed)
            if kept > MAX_KEPT:
                matches.parts[number] = replace(part, packed=b"")
        if matches.parts or matches.listed.photos:
            yield year.year, matches


def _matches_album(matcher: Matcher, album: str, title: str) -> bool:
    return matcher.matches_album(f"{album}{FIELD_SEPARATOR}{title}")
