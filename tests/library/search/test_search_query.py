"""Parsing a query: its terms, and the chips that show how it was understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.library.search.criteria import WithCamera, Words
from gallery.library.search.operators import OPERATORS
from gallery.library.search.query import MAX_CHARACTERS, MAX_TERMS, Query, parse_query

PIECES = [
    *(
        "rome",
        "Été",
        '"',
        '"summer in rome"',
        "-",
        "-beach",
        " ",
        "  ",
        "\t",
        ":",
        "::",
        "/",
        "&",
        "東京",
        "\0",
        "\ud800",
    ),
    *("july", "21", "21,", "2019", "2020-02", "2020-02-30", "Jul", "before:", "after:2019", "-before:2019", "album:"),
    *('album:"Trips/Rome', "album:rome", "camera:canon", "type:heic", "type:", "is:unsorted", "is:favorite", "foo:bar"),
]
TYPED = st.one_of(
    st.text(), st.lists(st.sampled_from(PIECES)).map("".join), st.lists(st.sampled_from(PIECES)).map(" ".join)
)


def labels(text: str) -> list[str]:
    return [chip.label for chip in parse_query(text).chips]


def meanings(query: Query) -> set[tuple[object, bool]]:
    return {(term.criterion, term.is_excluded) for term in query.terms}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rome Beach", ["rome", "Beach"]),
        ('"summer in rome" cat', ["“summer in rome”", "cat"]),
        ("“summer in rome”", ["“summer in rome”"]),
        ('"summer in', ["“summer in”"]),
        ("2019", ["2019"]),
        ("rome 2019-07 cat", ["rome", "July 2019", "cat"]),
        ("Jul 2019", ["July 2019"]),
        ("July 4, 2019 rome", ["4 July 2019", "rome"]),
        ("21 jul 2019", ["21 July 2019"]),
        ("july rome 2019", ["july", "rome", "2019"]),
        ('"july" 2019', ["“july”", "2019"]),
        ("before:2019-07", ["Before July 2019"]),
        ('AFTER:"July 2019"', ["After July 2019"]),
        ("album:Rome", ["Album: Rome"]),
        ('album:"Trips/Rome"', ["Album: Trips/Rome"]),
        ("album\uff1a東京", ["Album: 東京"]),
        ("camera:canon", ["Camera: canon"]),
        ('tag:cat -tag:"old town"', ["Tag: cat", "Not tag: old town"]),
        ("is:favorite -is:favorite", ["Favorites", "Not favorites"]),
        ("type:heic type:.JPG", ["Type: HEIC", "Type: JPG"]),
        ("is:unsorted", ["Unsorted"]),
        ("-is:video", ["Not videos"]),
        ("-beach", ["Not beach"]),
        ('-"old town" -2019 -july 2019', ["Not “old town”", "Not 2019", "Not July 2019"]),
        ("-album:Rome -before:2019 -is:unsorted", ["Not album: Rome", "Not before 2019", "Not unsorted"]),
        ("jean-luc", ["jean-luc"]),
        ("http://example.com", ["http://example.com"]),
    ],
)
def test_chips_show_how_each_term_was_understood(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("foo:bar", [("foo",), ("bar",)]),
        ("is:photo", [("is",), ("photo",)]),
        ("before:easter", [("before",), ("easter",)]),
        ("after:2019-13", [("after",), ("2019", "13")]),
        ("type:a/b", [("type",), ("a", "b")]),
        ('foo:"old town"', [("foo",), ("old", "town")]),
    ],
)
def test_unknown_operators_and_values_are_plain_words(text: str, words: list[tuple[str, ...]]) -> None:
    (term,) = parse_query(text).terms
    assert term.label == text
    assert isinstance(term.criterion, Words)
    assert [phrase.words for phrase in term.criterion.phrases] == words


def test_operators_without_a_value_are_plain_words() -> None:
    assert [term.criterion for term in parse_query("album: rome").terms] == [
        term.criterion for term in parse_query("album rome").terms
    ]


def test_the_table_of_operators_says_what_is_for_the_owner() -> None:
    assert [name for name, operator in OPERATORS.items() if operator.is_owner_only] == ["camera", "tag", "is:favorite"]


def test_owner_only_operators_are_plain_words_for_visitors() -> None:
    assert isinstance(parse_query("camera:canon").terms[0].criterion, WithCamera)
    visitors = parse_query("camera:canon", is_owner=False)
    assert isinstance(visitors.terms[0].criterion, Words)
    assert [chip.label for chip in visitors.chips] == ["camera:canon"]


@pytest.mark.parametrize("text", ["", "   ", "-", "--", '""', "& / !", "- -", "\0"])
def test_punctuation_alone_asks_for_nothing(text: str) -> None:
    assert parse_query(text).terms == ()


def test_the_same_term_counts_once() -> None:
    assert labels("rome Rome rome, -rome -ROME") == ["rome", "Not rome"]


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("rome beach", "rome", "beach"),
        ('rome "summer in', "rome", '"summer in'),
        ("rome rome beach", "rome", "beach"),
        ("-beach album:rome", "Not beach", "album:rome"),
        ("july cat 2019", "cat", "2019 july"),
        ("21 cat july 2019", "cat", "july 2019 21"),
        ("rome July 2019 cat", "July 2019", "rome cat"),
        ("rome", "rome", ""),
    ],
)
def test_a_chip_has_the_query_without_its_term(text: str, label: str, rest: str) -> None:
    """Other terms keep their meaning: `july` and `2019` don't become one date."""
    assert {chip.label: chip.query for chip in parse_query(text).chips}[label] == rest


@given(TYPED)
def test_every_text_is_a_query(text: str) -> None:
    """Its text can be part of a URL, and reading that again gives the same query."""
    query = parse_query(text)
    query.text.encode()
    assert len(query.chips) == len(query.terms) <= MAX_TERMS
    assert all(chip.label for chip in query.chips)
    assert parse_query(query.text).terms == query.terms


@given(TYPED.map(lambda text: text[: MAX_CHARACTERS - MAX_TERMS]), st.booleans())
def test_removing_a_chip_removes_its_term_and_no_other(text: str, is_owner: bool) -> None:  # noqa: FBT001 - Hypothesis
    query = parse_query(text, is_owner=is_owner)
    for term, chip in zip(query.terms, query.chips, strict=True):
        rest = meanings(parse_query(chip.query, is_owner=is_owner))
        assert rest == meanings(query) - {(term.criterion, term.is_excluded)}


def test_the_first_300_characters_are_read() -> None:
    fitting = parse_query("x" * MAX_CHARACTERS + "   ")
    cut = parse_query("x" * MAX_CHARACTERS + " rome")
    assert (fitting.is_cut, cut.is_cut) == (False, True)
    assert fitting.terms == cut.terms
    assert parse_query(f'"{"x" * (MAX_CHARACTERS - 2)} rome').text == f'"{"x" * (MAX_CHARACTERS - 2)}'


def test_the_first_20_terms_are_read() -> None:
    words = [f"w{number}" for number in range(MAX_TERMS + 1)]
    fitting, cut = parse_query(" ".join(words[:-1])), parse_query(" ".join(words))
    assert (fitting.is_cut, cut.is_cut) == (False, True)
    assert fitting.terms == cut.terms
    assert labels(cut.chips[0].query) == words[1:-1]
