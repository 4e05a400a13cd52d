"""Names of guests are one line of plain text, whatever they typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.model.guest_uploads import MAX_GUEST, clean_guest, encode_guest, guest_metadata, read_guest


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  Anna   Müller ", "Anna Müller"),
        ("An\x00na\r\nBcc: x", "Anna Bcc: x"),
        ("\u202eanna\u2066\u200f", "anna"),
        ("A" * 61, "A" * 60),
        ("<b>Anna</b>", "<b>Anna</b>"),
        ("A\u0308nna", "Änna"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("\u200d \u2028", ""),
        ("\ud800", ""),
    ],
)
def test_a_name_is_cleaned(typed: str, cleaned: str) -> None:
    assert clean_guest(typed) == cleaned


@given(st.text())
def test_every_name_survives_the_metadata(typed: str) -> None:
    """It's clean, so cleaning it again changes nothing, and it fits."""
    name = clean_guest(typed)
    assert len(name) <= MAX_GUEST
    assert read_guest(encode_guest(name)) == name
    metadata = guest_metadata(name, "0" * 32, "12345678-" + "0" * 32)
    assert sum(len(key) + len(value) for key, value in metadata.items()) <= 850
    assert all(value.isascii() and value.isprintable() for value in metadata.values())
