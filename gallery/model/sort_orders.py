"""The orders in which an album can show its photos."""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from gallery.model.photos import Photo

_DIGITS = re.compile(r"\d+", re.ASCII)

WIDEST_NUMBER = 20
"""Digits up to which numbers in names are compared as numbers: enough for a time in nanoseconds."""


class SortOrder(StrEnum):
    """How the photos of an album follow each other. The values are those in `.album.json` and in addresses."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"

    @property
    def has_months(self) -> bool:
        """Whether photos of a month are together."""
        return self is not SortOrder.NAME

    def sort(self, photos: Iterable[Photo]) -> list[Photo]:
        """Return the photos in this order."""
        return sorted(photos, key=lambda photo: self.key(photo.cursor), reverse=self is SortOrder.NEWEST)

    def after(self, cursor: str) -> Callable[[Photo], bool]:
        """Return whether a photo comes after the cursor. Cursors are the same in all orders."""
        key = self.key(cursor)
        if self is SortOrder.NEWEST:
            return lambda photo: photo.cursor < key
        return lambda photo: self.key(photo.cursor) > key

    def before(self, cursor: str) -> Callable[[Photo], bool]:
        """Return whether a photo comes before the cursor."""
        key = self.key(cursor)
        if self is SortOrder.NEWEST:
            return lambda photo: photo.cursor > key
        return lambda photo: self.key(photo.cursor) < key

    def key(self, cursor: str) -> str:
        """Return what a photo with this cursor is sorted by. In names, case doesn't count, and numbers do: 2, 10."""
        if self is not SortOrder.NAME:
            return cursor
        name = cursor.partition(" ")[2]
        return f"{_DIGITS.sub(lambda number: number[0].zfill(WIDEST_NUMBER), name.lower())}\n{name}"
