"""Members: the parts of a year file, each with some thousands of rows, compressed column by column.

What a search looks at is compressed on its own, because it reads all members and needs less than half of them.
"""

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from gallery.library.index.rows import Row

MEMBER_ROWS = 2_048
"""Most rows of a member: about 120 KB that a page of an old year reads, instead of the whole year."""

LEVEL = 1
"""zlib's fastest level: higher ones save little, because most of a row is digests."""

COLUMN, VALUE = "\x1e", "\x1f"
"""Separators. Neither names nor metadata can have them: XML can't represent them, and headers don't allow them."""

SEARCHED = ("name", "when", "ratio", "caption", "text")
"""The columns that a search looks at, and what its results are counted by."""

_OTHERS = tuple(field for field in Row._fields if field not in SEARCHED)


def pack_rows(rows: Sequence[Row]) -> bytes:
    """Return a member with these rows."""
    columns = dict(zip(Row._fields, map(VALUE.join, zip(*rows, strict=True)), strict=True))
    return b"".join(_compress(columns[name] for name in names) for names in (SEARCHED, _OTHERS))


def read_searched(packed: bytes) -> dict[str, str]:
    """Return the columns of a member that a search looks at. Each is the values of all rows, separated by VALUE."""
    return dict(zip(SEARCHED, zlib.decompressobj().decompress(packed).decode().split(COLUMN), strict=True))


class Member:
    """A member whose columns are split as far as needed."""

    def __init__(self, packed: bytes) -> None:
        """Raises ValueError if another tool wrote it."""
        try:
            first = zlib.decompressobj()
            texts = first.decompress(packed).decode(), zlib.decompress(first.unused_data).decode()
        except zlib.error as error:
            raise ValueError("This isn't a member of a year file.") from error
        self.size = sum(map(len, texts))
        columns = (column for text in texts for column in text.split(COLUMN))
        self._columns = dict(zip((*SEARCHED, *_OTHERS), columns, strict=True))

    def column(self, name: str) -> list[str]:
        """Return the values of one column, in the order of the rows."""
        return self._columns[name].split(VALUE)

    def pick(self, indexes: Iterable[int]) -> Iterator[Row]:
        """Yield the rows with these indexes."""
        columns = [self.column(name) for name in Row._fields]
        return (Row._make(column[index] for column in columns) for index in indexes)

    def rows(self, start: int = 0, stop: int | None = None) -> list[Row]:
        """Return the rows from `start` to `stop`. They aren't kept: they take four times the memory of the text."""
        return list(map(Row._make, zip(*(self._values(name, start, stop) for name in Row._fields), strict=True)))

    def count_newer(self, cursor: str) -> tuple[int, int]:
        """Return how many rows are newer than the cursor, and how many aren't older."""
        when, names = self.column("when"), self.column("name")

        def compare(row: int) -> str:
            return f"{when[row]} {names[row]}"

        # From the oldest row to the newest, as bisect needs it.
        rows = range(len(when) - 1, -1, -1)
        not_older = len(rows) - bisect_left(rows, cursor, key=compare)
        return len(rows) - bisect_right(rows, cursor, key=compare), not_older

    def _values(self, name: str, start: int, stop: int | None) -> list[str]:
        if stop is None:
            return self.column(name)[start:]
        return self._columns[name].split(VALUE, stop)[start:stop]


def _compress(columns: Iterable[str]) -> bytes:
    return zlib.compress(COLUMN.join(columns).encode(), LEVEL)
