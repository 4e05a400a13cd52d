"""The photos of one year, from its file and from listings."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import merge

from gallery.errors import Changed, NotFound
from gallery.library.index.hidden_folders import HiddenFolders
from gallery.library.index.listed_folders import ListedFolder
from gallery.library.index.members import Member
from gallery.library.index.rows import Row, photo_of_row
from gallery.library.index.year_files import Part
from gallery.library.index.year_store import YearFile
from gallery.model.folders import index_folder
from gallery.model.paging import PhotoList, sort_newest_first
from gallery.model.photos import Photo

FEW = 128
"""Rows that are made first: enough for a page."""


@dataclass(frozen=True)
class YearRows:
    """A year's photos, read as far as needed."""

    year: str
    file: YearFile | None
    listed: Mapping[str, ListedFolder]
    replaced: Collection[str]
    """Folders whose rows in the file don't count."""
    hidden: HiddenFolders
    """Folders whose photos aren't shown."""
    lost: list[Part] = field(default_factory=list)
    """Members that couldn't be read, because someone has replaced or deleted them meanwhile."""

    def older_than(self, cursor: str | None) -> Iterator[Photo]:
        """Yield the photos before the cursor, newest first."""
        return merge(self.listed_photos.older_than(cursor), self._stored_before(cursor), key=_cursor, reverse=True)

    def newer_than(self, cursor: str) -> Iterator[Photo]:
        """Yield the photos after the cursor, oldest first."""
        return merge(self.listed_photos.newer_than(cursor), self._stored_after(cursor), key=_cursor)

    @cached_property
    def listed_photos(self) -> PhotoList:
        """The photos that this request has listed itself."""
        found = (photo for folder in self.listed.values() for photo in folder.photos_of_year(self.year))
        return PhotoList(sort_newest_first([photo for photo in found if not self.hidden.has(photo.name)]))

    def _stored_before(self, cursor: str | None) -> Iterator[Photo]:
        for part in self.parts:
            if (cursor is None or part.oldest < cursor) and (member := self.read(part)):
                first = member.count_newer(cursor)[1] if cursor else 0
                for start, stop in (first, first + FEW), (first + FEW, part.rows):
                    yield from self._photos(member.rows(start, max(start, stop)))

    def _stored_after(self, cursor: str) -> Iterator[Photo]:
        for part in reversed(self.parts):
            if part.newest > cursor and (member := self.read(part)):
                end = member.count_newer(cursor)[0]
                for start, stop in (max(0, end - FEW), end), (0, max(0, end - FEW)):
                    yield from self._photos(reversed(member.rows(start, stop)))

    @property
    def parts(self) -> Sequence[Part]:
        """The members of the file, newest first."""
        return self.file.header.parts if self.file else ()

    def read(self, part: Part) -> Member | None:
        """Return a member of the file, or None if it's lost."""
        try:
            return self.file.read(part) if self.file else None
        except (Changed, NotFound, ValueError):
            self.lost.append(part)
            return None

    def _photos(self, rows: Iterable[Row]) -> Iterator[Photo]:
        return (photo_of_row(row) for row in rows if self.is_shown(row.name))

    @property
    def shows_all_rows(self) -> bool:
        """Whether is_shown is true for all rows in the file."""
        return not self.replaced and self.hidden.is_empty

    def is_shown(self, name: str) -> bool:
        """Return whether a row of the file counts, and the caller may see its photo."""
        return index_folder(name) not in self.replaced and not self.hidden.has(name)


def _cursor(photo: Photo) -> str:
    return photo.cursor
