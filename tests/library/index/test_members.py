"""Members of year files: rows, packed so that a search reads less than half."""

from gallery.library.index.members import SEARCHED, VALUE, Member, pack_rows, read_searched
from gallery.library.index.rows import Row

ROWS = [Row(*(f"{field} {number}" for field in Row._fields)) for number in range(5)]


def test_all_rows_can_be_read_again() -> None:
    member = Member(pack_rows(ROWS))
    assert member.rows() == ROWS
    assert member.column("etag") == [row.etag for row in ROWS]
    assert list(member.pick([3, 0])) == [ROWS[3], ROWS[0]]


def test_a_search_reads_its_columns_alone() -> None:
    searched = read_searched(pack_rows(ROWS))
    assert {name: column.split(VALUE) for name, column in searched.items()} == {
        name: [getattr(row, name) for row in ROWS] for name in SEARCHED
    }
