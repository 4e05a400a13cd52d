"""Members: the parts of a year file, each with some thousands of rows, compressed column by column."""

import zlib
from collections.abc import Sequence

from gallery.library.index.rows import Row

MEMBER_ROWS = 4_096
"""Most rows of a member: about 300 KB that a page of an old year reads, instead of the whole year."""

LEVEL = 1
"""zlib's fastest level: higher ones save little, because most of a row is digests."""

COLUMN, VALUE = "\x1e", "\x1f"
"""Separators. Neither names nor metadata can have them: XML can't represent them, and headers don't allow them."""


def pack_rows(rows: Sequence[Row]) -> bytes:
    """Return a member with these rows."""
    return zlib.compress(COLUMN.join(map(VALUE.join, zip(*rows, strict=True))).encode(), LEVEL)


class Member:
    """A member whose columns are split when they are first needed."""

    def __init__(self, packed: bytes) -> None:
        text = zlib.decompress(packed).decode()
        self.size = len(text)
        self._columns = dict(zip(Row._fields, text.split(COLUMN), strict=True))

    def column(self, name: str) -> list[str]:
        """Return the values of one column, in the order of the rows."""
        return self._columns[name].split(VALUE)

    def rows(self) -> list[Row]:
        """Return all rows. They aren't kept: they take four times the memory of the text."""
        return list(map(Row._make, zip(*map(self.column, Row._fields), strict=True)))
