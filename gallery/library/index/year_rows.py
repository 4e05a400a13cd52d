"""The photos of one year, from its file and from listings."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import merge

from gallery.library.index.hidden_folders import HiddenFolders
from gallery.library.index.listed_folders import ListedFolder
from gallery.library.index.rows import Row, photo_of_row
from gallery.library.index.year_files import Part
from gallery.library.index.year_store import YearFile
from gallery.model.folders import index_folder
from gallery.model.paging import PhotoList, sort_newest_first
from gallery.model.photos import Photo


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

    def older_than(self, cursor: str | None) -> Iterator[Photo]:
        """Yield the photos before the cursor, newest first."""
        return merge(self.listed_photos.older_than(cursor), self._stored_before(cursor), key=_cursor, reverse=True)

    def newer_than(self, cursor: str) -> Iterator[Photo]:
        """Yield the photos after the cursor, oldest first."""
        return merge(self.listed_photos.newer_than(cursor), self._stored_after(cursor), key=_cursor)

    @cached_property
    def listed_photos(self) -> PhotoList:
        """Those that this request has listed, newest first."""
        found = (photo for folder in self.listed.values() for photo in folder.photos if photo.when[:4] == self.year)
        return PhotoList(sort_newest_first([photo for photo in found if not self.hidden.has(photo.name)]))

    def _stored_before(self, cursor: str | None) -> Iterator[Photo]:
        for part in self._parts:
            if cursor is None or part.oldest < cursor:
                yield from self._photos(row for row in self._read(part) if cursor is None or row.cursor < cursor)

    def _stored_after(self, cursor: str) -> Iterator[Photo]:
        for part in reversed(self._parts):
            if part.newest > cursor:
                yield from self._photos(row for row in reversed(self._read(part)) if row.cursor > cursor)

    @property
    def _parts(self) -> Sequence[Part]:
        return self.file.header.parts if self.file else ()

    def _read(self, part: Part) -> list[Row]:
        return self.file.read(part).rows() if self.file else []

    def _photos(self, rows: Iterator[Row]) -> Iterator[Photo]:
        return (photo_of_row(row) for row in rows if self.is_shown(row.name))

    @property
    def shows_all_rows(self) -> bool:
        """Whether is_shown is true for all rows in the file."""
        return not self.replaced and self.hidden.is_empty

    def is_shown(self, name: str) -> bool:
        """Return whether a photo's row in the file counts, and the photo may be shown."""
        return index_folder(name) not in self.replaced and not self.hidden.has(name)


def _cursor(photo: Photo) -> str:
    return photo.cursor
