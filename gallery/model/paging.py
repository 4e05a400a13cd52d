"""Sequences of photos, and pages of them in both directions. Cursors stay valid while photos are added and deleted."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice
from operator import attrgetter
from typing import Protocol

from gallery.model.months import Month
from gallery.model.photos import Photo
from gallery.model.sort_orders import SortOrder


class PhotoSequence(Protocol):
    """Photos in order: the timeline, some months, or an album.

    Newest first, except for an album with another order. There, "older" means further down.
    """

    def older_than(self, cursor: str | None) -> Iterator[Photo]:
        """Yield the photos before the cursor, newest first. Without a cursor, yield all."""

    def newer_than(self, cursor: str) -> Iterator[Photo]:
        """Yield the photos after the cursor, oldest first."""

    def months(self) -> list[Month]:
        """Return the months, newest first."""

    @property
    def is_updating(self) -> bool:
        """Whether some may be missing, because folders have changed that weren't listed. Known once they're read."""


@dataclass(frozen=True)
class Page:
    """Some photos, newest first, with the cursors of the adjacent pages."""

    photos: tuple[Photo, ...]
    newer: str | None = None
    older: str | None = None


def page_before(sequence: PhotoSequence, cursor: str | None, limit: int) -> Page:
    """Return at most `limit` photos older than the cursor, or the newest without one."""
    found = tuple(islice(sequence.older_than(cursor), limit + 1))
    photos = found[:limit]
    return Page(
        photos,
        newer=photos[0].cursor if cursor and photos else None,
        older=photos[-1].cursor if len(found) > limit else None,
    )


def page_after(sequence: PhotoSequence, cursor: str, limit: int) -> Page:
    """Return the `limit` photos that directly follow the cursor, or the first page if there are fewer."""
    found = tuple(islice(sequence.newer_than(cursor), limit + 1))
    if len(found) <= limit:
        return page_before(sequence, None, limit)
    photos = found[limit - 1 :: -1]
    return Page(photos, newer=photos[0].cursor, older=photos[-1].cursor)


def find_neighbors(sequence: PhotoSequence, photo: Photo) -> tuple[Photo | None, Photo | None]:
    """Return the next newer and the next older photo."""
    return next(sequence.newer_than(photo.cursor), None), next(sequence.older_than(photo.cursor), None)


def sort_newest_first(photos: list[Photo]) -> list[Photo]:
    """Sort photos in the order of all pages."""
    return sorted(photos, key=attrgetter("cursor"), reverse=True)


@dataclass(frozen=True)
class PhotoList:
    """A PhotoSequence whose photos are all in memory, in this order."""

    photos: list[Photo]
    order: SortOrder = SortOrder.NEWEST
    is_updating: bool = False
    """See PhotoSequence."""

    def older_than(self, cursor: str | None) -> Iterator[Photo]:
        """See PhotoSequence."""
        return filter(self.order.after(cursor), self.photos) if cursor else iter(self.photos)

    def newer_than(self, cursor: str) -> Iterator[Photo]:
        """See PhotoSequence."""
        return filter(self.order.before(cursor), reversed(self.photos))

    def sort(self, order: SortOrder) -> "PhotoList":
        """Return the photos in another order."""
        return self if order is self.order else replace(self, photos=order.sort(self.photos), order=order)

    def has(self, cursor: str) -> bool:
        """Return whether the photo with this cursor is among them."""
        return any(photo.cursor == cursor for photo in self.photos)

    def within(self, months: Collection[str]) -> "PhotoList":
        """Return the photos of these months."""
        return replace(self, photos=[photo for photo in self.photos if photo.month in months])

    def months(self) -> list[Month]:
        """See PhotoSequence. In the order of the list; one without a name if it doesn't keep months together."""
        by_month = groupby(self.photos, key=self.section_of)
        return [_summarize(month, list(photos)) for month, photos in by_month]

    def section_of(self, photo: Photo) -> str:
        """Return the month in which pages show a photo; "" if the order doesn't keep months together."""
        return photo.month if self.order.has_months else ""


def _summarize(month: str, photos: list[Photo]) -> Month:
    return Month(month, len(photos), round(sum(photo.ratio for photo in photos), 2))
