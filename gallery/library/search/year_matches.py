"""The photos of one year that match a query."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge

from gallery.library.index.entries import MonthTotal, add_totals
from gallery.library.index.members import Member
from gallery.library.index.rows import photo_of_row
from gallery.library.index.year_files import Part
from gallery.library.index.year_rows import YearRows
from gallery.library.index.year_store import YearFile
from gallery.library.search.matching import Matcher
from gallery.library.search.member_texts import read_texts
from gallery.library.search.photo_texts import matches_photo
from gallery.model.paging import PhotoList
from gallery.model.photos import Photo


@dataclass(frozen=True)
class PartMatches:
    """The rows of a member that match."""

    part: Part
    rows: Sequence[int]
    """Their indexes, those of newer photos first."""
    months: Mapping[str, MonthTotal]
    packed: bytes
    """The member; empty to read it again when it's needed."""


@dataclass(frozen=True)
class YearMatches:
    """A sequence of photos, made from rows when they are needed."""

    year: YearRows
    parts: list[PartMatches]
    """Newest first."""
    listed: PhotoList
    """Those that this request has listed."""

    @property
    def months(self) -> dict[str, MonthTotal]:
        """Count them by month."""
        listed = {month.month: (month.count, month.ratio_sum) for month in self.listed.months()}
        return add_totals(listed, (part.months for part in self.parts))

    def older_than(self, cursor: str | None) -> Iterator[Photo]:
        """See PhotoSequence."""
        return merge(self.listed.older_than(cursor), self._stored_before(cursor), key=_cursor, reverse=True)

    def newer_than(self, cursor: str) -> Iterator[Photo]:
        """See PhotoSequence."""
        return merge(self.listed.newer_than(cursor), self._stored_after(cursor), key=_cursor)

    def _stored_before(self, cursor: str | None) -> Iterator[Photo]:
        for one in self.parts:
            if cursor is None or one.part.oldest < cursor:
                member = self._open(one)
                start = bisect_left(one.rows, member.count_newer(cursor)[1]) if cursor else 0
                yield from map(photo_of_row, member.pick(one.rows[start:]))

    def _stored_after(self, cursor: str) -> Iterator[Photo]:
        for one in reversed(self.parts):
            if one.part.newest > cursor:
                member = self._open(one)
                end = bisect_left(one.rows, member.count_newer(cursor)[0])
                yield from map(photo_of_row, member.pick(reversed(one.rows[:end])))

    def _open(self, one: PartMatches) -> Member:
        """Read the member. Raises Changed, NotFound."""
        return Member(one.packed) if one.packed or not self.year.file else self.year.file.read(one.part)


def find_matches(year: YearRows, loaded: Mapping[str, bytes], matcher: Matcher, *, is_owner: bool) -> YearMatches:
    """Compare all photos of a year with a query. `loaded` has the members that aren't in memory, by their blocks."""
    listed = [photo for photo in year.listed_photos.photos if matches_photo(matcher, photo, is_owner=is_owner)]
    stored = _find_stored(year, year.file, loaded, matcher, is_owner=is_owner) if year.file else ()
    return YearMatches(year, list(stored), PhotoList(listed))


def _find_stored(
    year: YearRows, file: YearFile, loaded: Mapping[str, bytes], matcher: Matcher, *, is_owner: bool
) -> Iterator[PartMatches]:
    is_shown = None if year.shows_all_rows else year.is_shown
    for part in file.header.parts:
        texts = read_texts(part, file, loaded, is_owner=is_owner)
        found = texts.find(matcher, is_shown)
        if found:
            yield PartMatches(part, found.rows, found.months, texts.packed)


def _cursor(photo: Photo) -> str:
    return photo.cursor
