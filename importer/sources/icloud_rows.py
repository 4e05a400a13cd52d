"""Which rows of Apple's tables are about a photo. They name it without its folder, and cameras number from 1 again."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from importer.entries import Entry
from importer.found import extension_of, stem_of

_EDITED = re.compile(r"(IMG_)E(\d{4,5})", re.IGNORECASE)
"""`IMG_E1234.JPG` is the edited `IMG_1234.HEIC`."""


@dataclass(frozen=True)
class Row:
    """A row of a table."""

    table: Entry
    values: Mapping[str, str]
    """By column, whose names are in lower case."""

    @property
    def file(self) -> str:
        """The name of its photo, in lower case."""
        return self.values.get("imgname", "").casefold()

    def says(self, column: str) -> bool:
        """Return whether a column says yes."""
        return self.values.get(column, "").strip().lower() in {"yes", "true", "1"}


@dataclass(frozen=True)
class Matches:
    """The rows that can be about a photo."""

    rows: Sequence[Row] = ()
    doubtful: Sequence[Row] = ()
    """Rows about photos with the same name elsewhere, of which one might be about this photo."""
    is_unreadable: bool = False
    """Whether there's no row in a table that can be read, but a table beside the photo can't be."""
    may_skip: bool = True
    """Whether there's no other photo that `rows` could be about."""

    @property
    def is_hidden(self) -> bool:
        """Whether the photo is hidden. In doubt it is."""
        return self.is_unreadable or any(row.says("hidden") for row in (*self.rows, *self.doubtful))

    @property
    def may_be_visible(self) -> bool:
        """Whether some row doesn't say that it's hidden, or none is surely about it."""
        return not self.rows or not all(row.says("hidden") for row in self.rows)

    @property
    def is_deleted(self) -> bool:
        """Whether the photo is deleted. In doubt it isn't."""
        return self.may_skip and bool(self.rows) and all(row.says("deleted") for row in self.rows)

    @property
    def may_be_deleted(self) -> bool:
        """Whether some row says so."""
        return any(row.says("deleted") for row in self.rows)

    @property
    def is_favorite(self) -> bool:
        """Whether the photo is a favorite."""
        return bool(self.rows) and all(row.says("favorite") for row in self.rows)

    def read(self, column: str) -> str:
        """Return what the rows say in a column; "" if they contradict each other."""
        values = {row.values.get(column, "") for row in self.rows}
        return values.pop() if len(values) == 1 else ""


class Rows:
    """The rows of all tables."""

    def __init__(self, rows: Iterable[Row], photos: Iterable[Entry], unreadable: Iterable[Entry] = ()) -> None:
        """`photos` are all in the sources: a photo beside a row's table has that row, so others don't.

        `unreadable` are tables that may have more rows.
        """
        self._unreadable = {place for table in unreadable for place in _places_of(table)}
        self._by_name = defaultdict[str, list[Row]](list)
        for row in rows:
            for name in dict.fromkeys([row.file, stem_of(row.file)]):
                self._by_name[name].append(row)
        self._places, self._counts = set[tuple[str, str]](), Counter[str]()
        for photo in photos:
            file = photo.file.casefold()
            self._places |= {(place, file) for place in _places_of(photo)}
            self._counts[file] += 1

    def find(self, photo: Entry) -> Matches:
        """Return the rows about a photo, or about the one that it's an edited version or the video of.

        Those in its own folder come first, then those in its part of the copy, then all.
        """
        for name in _names_of(photo.file):
            named = self._by_name.get(name, [])
            for place in _places_of(photo):
                if rows := [row for row in named if place in _places_of(row.table) and not self._is_taken(row, photo)]:
                    return Matches(rows)
            taken = [row for row in named if self._is_taken(row, photo)]
            if rows := [row for row in named if row not in taken]:
                is_only = all(self._counts[file] <= 1 for file in (photo.file.casefold(), *(row.file for row in rows)))
                return Matches(rows, taken, may_skip=is_only)
        doubtful = [row for name in _names_of(photo.file) for row in self._by_name.get(name, [])]
        return Matches((), doubtful, is_unreadable=not self._unreadable.isdisjoint(_places_of(photo)))

    def _is_taken(self, row: Row, photo: Entry) -> bool:
        """Whether a row is about another photo, which is closer to its table and has exactly its name."""
        near = _places_of(photo)
        return row.file == photo.file.casefold() and any(
            place not in near and (place, row.file) in self._places for place in _places_of(row.table)
        )


def _names_of(file: str) -> Iterator[str]:
    original = _EDITED.sub(r"\1\2", stem_of(file)).casefold()
    yield from dict.fromkeys([file.casefold(), f"{original}{extension_of(file)}", original])


def _places_of(entry: Entry) -> tuple[str, str]:
    """Return the folder that an entry is in, and the source, each with its part of the copy."""
    return f"{entry.source.label}/{entry.folder}", f"{entry.source.label}:"
