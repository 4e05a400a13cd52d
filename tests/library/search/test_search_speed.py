"""Searching takes time in proportion to the texts, whatever they are."""

import time
from typing import NamedTuple

import pytest

from gallery.library.search.folding import fold
from gallery.library.search.matching import compile_query
from gallery.library.search.query import MAX_CHARACTERS, parse_query

LENGTH = 20_000
CPU_SECONDS = 0.5
"""Each takes 50 ms at most on a quiet machine; quadratic time would be minutes."""

QUERIES = {
    "letters": "a" * MAX_CHARACTERS,
    "words": "a_" * (MAX_CHARACTERS // 2),
    "phrase": f'"{"a " * 140}b"',
    "phrase with spaces": f'"a{" " * 200}b"',
    "accents": "e\u0301\u0316" * (MAX_CHARACTERS // 3),
    "ligatures": "\ufdfa" * MAX_CHARACTERS,
    "minuses": "-" * MAX_CHARACTERS,
    "quotes": '"' * MAX_CHARACTERS,
    "colons": ":" * MAX_CHARACTERS,
    "spaceless": "東" * MAX_CHARACTERS,
}
CAPTIONS = (
    "a",
    "a ",
    "a_",
    "a" + " " * 99,
    "1a",
    "e\u0301\u0316",
    "\u0e38\u0e48\u0e38",
    "\u03bba",
    "\u03bba ",
    "東",
    "\ufdfa",
    "\0",
    "\n",
)


class Row(NamedTuple):
    caption: str
    name: str = "Rome/a.jpg"
    when: str = "2019-07-21"
    embedded_caption: str = ""
    tags: str = ""
    camera: str = ""
    lens: str = ""
    place: str = ""
    is_favorite: bool = False


@pytest.mark.parametrize("name", list(QUERIES))
@pytest.mark.parametrize("piece", CAPTIONS)
def test_hostile_captions_and_queries_take_little_time(name: str, piece: str) -> None:
    row = Row(piece * (LENGTH // len(piece)) + "é")
    started = time.process_time()
    for is_excluded in (False, True):
        query = parse_query(f"{'-' * is_excluded}{QUERIES[name]}")
        assert len(query.chips) == len(query.terms)
        compile_query(query, is_owner=True).matches(row)
    assert time.process_time() - started < CPU_SECONDS


def test_a_query_of_a_million_characters_takes_little_time() -> None:
    started = time.process_time()
    for piece in ("a ", '"', ":", "-a ", "july 2019 ", " "):
        assert parse_query(piece * 1_000_000).is_cut == (piece != " ")
    assert time.process_time() - started < CPU_SECONDS


def test_folding_a_long_run_of_marks_takes_little_time() -> None:
    """Normalizing all at once sorts them, in quadratic time."""
    started = time.process_time()
    fold("\u0e48\u0e38" * LENGTH * 5)
    assert time.process_time() - started < CPU_SECONDS


def test_100_000_photos_are_compared_in_a_fraction_of_a_second() -> None:
    """The benchmarks measure it; this finds work per photo that was added by mistake. It takes 0.1 s."""
    row = Row("A sunny afternoon at the beach", tags="beach\nfamily", camera="Canon EOS R5", place="Rome, Italy")
    matcher = compile_query(parse_query("beach rome"), is_owner=True)
    started = time.process_time()
    assert sum(matcher.matches(row) for _ in range(100_000)) == 100_000
    assert time.process_time() - started < 3 * CPU_SECONDS
