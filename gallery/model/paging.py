"""Pages of photos, newest first, that can be turned both ways and stay where they are while photos come and go."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Protocol

from gallery.model.months import Month
from gallery.model.photos import Photo


class PhotoSequence(Protocol):
    """Photos in order of time: the timeline, a month, an album."""

    def older_than(self, cursor: str | None) -> Iterator[Photo]:
        """Newest first, those before the cursor; all without one."""

    def newer_than(self, cursor: str) -> Iterator[Photo]:
        """Oldest first, those after the cursor."""

    def months(self) -> list["Month"]:
        """What each month holds, newest first."""


@dataclass(frozen=True)
class Page:
    """Some photos, newest first, with the cursors of the pages beside it."""

    photos: tuple[Photo, ...]
    newer: str | None = None
    older: str | None = None


def page_before(shelf: PhotoSequence, cursor: str | None, limit: int) -> Page:
    """At most `limit` photos older than the cursor; the newest without one."""
    found = tuple(islice(shelf.older_than(cursor), limit + 1))
    page = found[:limit]
    return Page(
        page,
        newer=page[0].cursor if cursor and page else None,
        older=page[-1].cursor if len(found) > limit else None,
    )


def page_after(shelf: PhotoSequence, cursor: str, limit: int) -> Page:
    """The `limit` photos next newer than the cursor; the first page where there are fewer."""
    found = tuple(islice(shelf.newer_than(cursor), limit + 1))
    if len(found) <= limit:
        return page_before(shelf, None, limit)
    page = found[limit - 1 :: -1]
    return Page(page, newer=page[0].cursor, older=page[-1].cursor)


def find_neighbors(shelf: PhotoSequence, photo: Photo) -> tuple[Photo | None, Photo | None]:
    """The photo before (newer) and the one behind (older)."""
    return next(shelf.newer_than(photo.cursor), None), next(shelf.older_than(photo.cursor), None)


def sort_newest_first(photos: list[Photo]) -> list[Photo]:
    """In the order of every page."""
    return sorted(photos, key=lambda photo: photo.cursor, reverse=True)


@dataclass(frozen=True)
class PhotoList:
    """A shelf of photos that are all known, newest first."""

    photos: list[Photo]

    def older_than(self, cursor: str | None) -> Iterator[Photo]:
        """See PhotoSequence."""
        return (photo for photo in self.photos if not cursor or photo.cursor < cursor)

    def newer_than(self, cursor: str) -> Iterator[Photo]:
        """See PhotoSequence."""
        return (photo for photo in reversed(self.photos) if photo.cursor > cursor)

    def within(self, months: Collection[str]) -> "PhotoList":
        """Only the photos of these months."""
        return PhotoList([photo for photo in self.photos if photo.month in months])

    def months(self) -> list[Month]:
        """See PhotoSequence."""
        by_month = groupby(self.photos, key=lambda photo: photo.month)
        return [_counted(month, list(photos)) for month, photos in by_month]


def _counted(month: str, photos: list[Photo]) -> Month:
    return Month(month, len(photos), round(sum(photo.ratio for photo in photos), 2))
