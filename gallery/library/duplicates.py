"""Photos with the same bytes, anywhere in the library."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from gallery.library.index.filtered import Filter, find_rows
from gallery.library.index.view import IndexView
from gallery.model.photos import Photo

PREFIX = 16
"""Hex digits of an MD5 that fit into eight bytes: enough to find those that may be equal."""


@dataclass(frozen=True)
class DuplicateGroup:
    """Photos with the same bytes."""

    photos: list[Photo]
    """The one to keep comes first."""

    @property
    def extra_bytes(self) -> int:
        """Bytes of all but one."""
        return self.photos[0].blob.length * (len(self.photos) - 1)


@dataclass(frozen=True)
class Duplicates:
    """All groups, and what couldn't be compared."""

    groups: list[DuplicateGroup]
    """Those with the most bytes to free come first."""
    skipped: int
    """Photos without an MD5, because another tool wrote them."""

    @property
    def extra_photos(self) -> int:
        """Photos that could be deleted."""
        return sum(len(group.photos) - 1 for group in self.groups)

    @property
    def extra_bytes(self) -> int:
        """Their bytes."""
        return sum(group.extra_bytes for group in self.groups)


def find_duplicates(index: IndexView) -> Duplicates:
    """Compare all photos that the index knows. Reads its parts twice, and keeps eight bytes of each photo."""
    repeated, skipped = _find_repeated(index)
    groups: dict[tuple[str, ...], list[Photo]] = {}
    for row in find_rows(index, Filter(("md5", "length"), lambda md5, _: _prefix(md5) in repeated, is_everywhere=True)):
        groups.setdefault(row.values, []).append(row.photo)
    found = [DuplicateGroup(photos) for photos in map(_choose, groups.values()) if len(photos) > 1]
    return Duplicates(sorted(found, key=lambda group: (-group.extra_bytes, group.photos[0].name)), skipped)


def _find_repeated(index: IndexView) -> tuple[set[int], int]:
    """Return the prefixes that occur more than once, and how many photos have no MD5."""
    prefixes, skipped = array("Q"), 0
    for row in find_rows(index, Filter(("md5",), lambda _: True, is_everywhere=True)):
        if row.values[0]:
            prefixes.append(_prefix(row.values[0]))
        else:
            skipped += 1
    return {prefix for prefix, following in pairwise(sorted(prefixes)) if prefix == following}, skipped


def _prefix(md5: str) -> int:
    return int(md5[:PREFIX], 16) if md5 else -1


def _choose(photos: Iterable[Photo]) -> list[Photo]:
    """Return the photo to keep, and those that it replaces completely: companions are deleted with their photo."""
    kept, *others = sorted(photos, key=_preference)
    return [kept, *(photo for photo in others if _describe_companions(photo) <= _describe_companions(kept))]


def _describe_companions(photo: Photo) -> set[tuple[bool, int]]:
    """Return what tells companions of the same picture apart, without reading them."""
    return {(companion.is_raw, companion.bytes) for companion in photo.companions}


def _preference(photo: Photo) -> tuple[int, bool, float, str]:
    """Sort the one to keep first: one with its video and raw file, then one in an album, else the oldest."""
    return -len(photo.companions), not photo.album, photo.blob.created.timestamp(), photo.name
