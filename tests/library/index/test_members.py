"""Members: rows, compressed column by column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.index_photos import make_row

from gallery.library.index.members import SEARCHED, VALUE, Member, pack_rows, read_searched
from gallery.library.index.rows import Row

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6)
ROWS = st.lists(st.builds(Row, *[TEXT] * len(Row._fields)), min_size=1, max_size=5)


SAMPLES = [Row(*(f"{field} {number}" for field in Row._fields)) for number in range(5)]


@given(ROWS)
def test_a_member_returns_the_rows_it_was_made_from(rows: list[Row]) -> None:
    """In their order, whatever text they have, and also when all values of a column are empty."""
    member = Member(pack_rows(rows))
    assert member.rows() == rows
    for number, name in enumerate(Row._fields):
        assert member.column(name) == [row[number] for row in rows]


def test_equal_rows_make_equal_bytes() -> None:
    """A member's digest names its block, so equal members are stored once."""
    rows = [make_row("a.jpg", "2026-01-01"), make_row("b.jpg", "2025-01-01")]
    assert pack_rows(rows) == pack_rows(list(rows))
    assert pack_rows(rows) != pack_rows(rows[::-1])


@given(st.binary(max_size=50))
def test_other_bytes_are_no_member(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Member(data).rows()


def test_a_member_knows_how_much_memory_it_takes() -> None:
    """In characters, so that caches are limited."""
    row = make_row("Rome/a.jpg", "2026-01-01")
    assert Member(pack_rows([row, row])).size >= 2 * sum(map(len, row))


def test_some_rows_can_be_picked_in_any_order() -> None:
    assert list(Member(pack_rows(SAMPLES)).pick([3, 0])) == [SAMPLES[3], SAMPLES[0]]


def test_a_search_reads_its_columns_alone() -> None:
    searched = read_searched(pack_rows(SAMPLES))
    assert {name: column.split(VALUE) for name, column in searched.items()} == {
        name: [getattr(row, name) for row in SAMPLES] for name in SEARCHED
    }
