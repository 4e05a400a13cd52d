"""Matching gives the same result as a slow implementation that follows the rules word by word."""

import unicodedata
from typing import NamedTuple

from hypothesis import example, given
from hypothesis import strategies as st

from gallery.library.search.matching import compile_query
from gallery.library.search.query import parse_query

ALPHABET = "abAé\u0301ß\u013112٢_.,/-東京한😀 "
"""Letters, digits, separators, and what's written without spaces. No quotes and colons: the reference doesn't parse."""


class Row(NamedTuple):
    name: str
    caption: str
    embedded_caption: str
    tags: str
    camera: str
    lens: str
    place: str
    when: str = ""

    @property
    def is_favorite(self) -> bool:
        return False


class Typed(NamedTuple):
    """A term of a query."""

    text: str
    is_quoted: bool
    is_excluded: bool

    @property
    def source(self) -> str:
        text = f'"{self.text}"' if self.is_quoted else self.text
        return f"-{text}" if self.is_excluded else text


TEXTS = st.text(ALPHABET, max_size=12)
FOLDERS = st.sampled_from(["", "2019/07/21/", "2019/13/01/", "A b/", "été/12/"])
ROWS = st.builds(
    Row,
    st.builds("{}{}".format, FOLDERS, st.text(ALPHABET.replace("/", ""), min_size=1, max_size=12)),
    *(TEXTS, TEXTS, st.lists(TEXTS, max_size=3).map("\n".join), TEXTS, TEXTS, TEXTS),
    st.just(""),
)
BARE = st.text(ALPHABET.replace(" ", ""), min_size=1, max_size=4).filter(lambda text: not text.startswith("-"))
TERMS = st.one_of(
    st.builds(Typed, BARE, st.just(value=False), st.booleans()),
    st.builds(Typed, st.text(ALPHABET, max_size=5), st.just(value=True), st.booleans()),
)


def slowly_fold(text: str) -> str:
    folded = "".join(unicodedata.normalize("NFKD", character).casefold() for character in text).replace("\u0131", "i")
    return "".join(character for character in folded if not unicodedata.combining(character))


def kind(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return "digit"
    if category == "So" or character >= "\u1100":
        return "spaceless"
    return "letter" if category[0] == "L" else "separator"


def words_of(text: str) -> list[str]:
    return "".join(" " if kind(character) == "separator" else character for character in text).split()


def continues(character: str, other: str) -> bool:
    return kind(character) == kind(other) in {"letter", "digit"}


def has_phrase_at(field: str, start: int, words: list[str], *, is_whole: bool) -> bool:
    for number, word in enumerate(words):
        if not field.startswith(word, start):
            return False
        start += len(word)
        if number < len(words) - 1:
            rest = field[start:]
            skipped = len(rest) - len(rest.lstrip("".join(filter(lambda one: kind(one) == "separator", rest)) or "\0"))
            if not skipped:
                return False
            start += skipped
    return not (is_whole and start < len(field) and continues(field[start - 1], field[start]))


def has_phrase(field: str, words: list[str], *, is_whole: bool) -> bool:
    starts = [at for at in range(len(field)) if at == 0 or not continues(field[at - 1], field[at])]
    return any(has_phrase_at(field, start, words, is_whole=is_whole) for start in starts)


def slowly_match(terms: list[Typed], row: Row, *, is_owner: bool) -> bool:
    name = row.name.removeprefix("2019/07/21/")
    owners = [row.embedded_caption, *row.tags.split("\n"), row.camera, row.lens, row.place] if is_owner else []
    fields = [slowly_fold(field) for field in (name, row.caption, *owners)]
    for term in terms:
        words = words_of(slowly_fold(term.text))
        found = any(has_phrase(field, words, is_whole=term.is_quoted) for field in fields)
        if words and found == term.is_excluded:
            return False
    return True


@given(st.lists(TERMS, max_size=4), ROWS, st.booleans())
@example([Typed("12", is_quoted=False, is_excluded=True)], Row("été/12/a", *[""] * 6), True)  # noqa: FBT003 - as Hypothesis passes it
def test_matching_follows_the_rules(terms: list[Typed], row: Row, is_owner: bool) -> None:  # noqa: FBT001 - Hypothesis
    query = parse_query(" ".join(term.source for term in terms), is_owner=is_owner)
    matcher = compile_query(query, is_owner=is_owner)
    assert matcher.matches(row) == slowly_match(terms, row, is_owner=is_owner)


@given(ROWS, st.data())
def test_every_part_of_a_word_from_its_start_is_found(row: Row, data: st.DataObject) -> None:
    """Most random words above match nothing. These match always."""
    words = [word for field in row[:7] for word in field.removeprefix("2019/07/21/").replace("/", " ").split()]
    word = data.draw(st.sampled_from(words or ["-"]))
    typed = word[: data.draw(st.integers(1, len(word)))]
    query = parse_query(typed.lstrip("-"))
    assert compile_query(query, is_owner=True).matches(row)
