"""Members: the parts of a year file, each with some thousands of rows, compressed column by column."""

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from gallery.library.index.rows import Row

MEMBER_ROWS = 2_048
"""Most rows of a member: about 120 KB that a page of an old year reads, instead of the whole year."""

LEVEL = 1
"""zlib's fastest level: higher ones save little, because most of a row is digests."""

COLUMN, VALUE = "\x1e", "\x1f"
"""Separators. Neither names nor metadata can have them: XML can't represent them, and headers don't allow them."""


def pack_rows(rows: Sequence[Row]) -> bytes:
    """Return a member with these rows."""
    return zlib.compress(COLUMN.join(map(VALUE.join, zip(*rows, strict=True))).encode(), LEVEL)


class Member:
    """A member whose columns are split as far as needed."""

    def __init__(self, packed: bytes) -> None:
        text = zlib.decompress(packed).decode()
        self.size = len(text)
        self._columns = dict(zip(Row._fields, text.split(COLUMN), strict=True))

    def column(self, name: str) -> list[str]:
        """Return the values of one column, in the order of the rows."""
        return self._columns[name].split(VALUE)

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
