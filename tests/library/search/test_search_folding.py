"""Folding makes texts equal that people take for the same."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.library.search.folding import MAX_WORD, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ROME", "rome"),
        ("Élodie", "elodie"),
        ("e\u0301te\u0301", "ete"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("ISTANBUL", "istanbul"),
        ("İstanbul", "istanbul"),
        ("Kad\u0131köy", "kadikoy"),
        ("\uff32\uff4f\uff4d\uff45\u3000\uff11\uff12", "rome 12"),
        ("ﬁsh", "fish"),
        ("Ærø Łódź Đà Nẵng", "aero lodz da nang"),
        ("ΟΔΟΣ", "οδοσ"),
        ("οδός", "οδοσ"),
        ("O\u02bbahu", "oahu"),
        ("Ёлка", "елка"),
        ("مُحَمَّد", "محمد"),
        ("❤\ufe0f", "❤"),
        ("co\u00adop", "coop"),
    ],
)
def test_case_accents_width_and_ligatures_do_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("text", "other"), [("パパ", "ハハ"), ("हिन्दी", "हनद"), ("น้ำ", "นา")])
def test_marks_that_make_another_word_stay(text: str, other: str) -> None:
    """In Japanese, Hindi and Thai."""
    assert fold(text) != fold(other)


def test_folding_every_character_again_changes_nothing() -> None:
    characters = "".join(chr(code) for code in range(sys.maxunicode + 1) if not chr(code).isspace())
    chunks = [characters[start : start + MAX_WORD] for start in range(0, len(characters), MAX_WORD)]
    assert [chunk for chunk in chunks if fold(fold(chunk)) != fold(chunk)] == []


@given(st.text(max_size=3 * MAX_WORD))
def test_folding_any_text_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aÉß İ東e\u0301😀"), st.text(alphabet="aÉß İ東e\u0301😀"))
def test_parts_of_a_text_are_folded_alike(first: str, second: str) -> None:
    """So cached words can be put together."""
    assert fold(first) + fold(second) == fold(first + second)
