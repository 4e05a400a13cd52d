"""The rules for names that people give."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import corpus

from gallery.errors import BadRequest
from gallery.library.uploads import PICTURE_EXTENSIONS
from gallery.model.folders import NameClass, classify_name
from gallery.model.names import (
    MAX_FILE_BYTES,
    WINDOWS_DEVICES,
    check_name,
    clean_album,
    clean_file_name,
    numbered,
    with_extension,
)

JPEG = frozenset({".jpg", ".jpeg"})


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("IMG_1234.JPG", "IMG_1234.JPG"),
        ("Ünsere Katze 🐈.jpg", "Ünsere Katze 🐈.jpg"),
        ("family 👨‍👩‍👧.jpg", "family 👨‍👩‍👧.jpg"),
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\me\\IMG.jpg", "IMG.jpg"),
        (".hidden.jpg", "hidden.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie: x.jpg"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("trailing. . .", "trailing"),
        ("CON.jpg", "_CON.jpg"),
        ("com¹", "_com¹"),
        ("u\u0308.jpg", "ü.jpg"),
        ("", "photo"),
        ("...", "photo"),
    ],
)
def test_a_file_name_stays_what_people_call_it_without_what_hides_or_breaks_it(sent: str, kept: str) -> None:
    """Any script stays; paths, control characters, hidden and reserved names go."""
    assert clean_file_name(sent) == kept


@given(st.text())
def test_every_cleaned_file_name_is_one_that_a_photo_can_have(sent: str) -> None:
    """Whatever a browser sends: one part, visible, in NFC, within the limit, and stable when cleaned again."""
    kept = clean_file_name(sent)
    check_name(kept)
    assert classify_name(kept) is NameClass.ROOT
    assert clean_file_name(kept) == kept
    assert len(kept.encode()) <= MAX_FILE_BYTES
    assert not WINDOWS_DEVICES.fullmatch(kept)
    assert unicodedata.is_normalized("NFC", kept)


def test_hostile_names_of_the_corpus_become_names_within_one_folder() -> None:
    """Each of them, and one of our own where there is no corpus."""
    for name in [*corpus.names(), b"../x\0.jpg"]:
        check_name(clean_file_name(name.decode(errors="replace")))


@pytest.mark.parametrize(
    ("file", "kept"),
    [
        ("IMG.JPG", "IMG.JPG"),
        ("IMG.jpeg", "IMG.jpeg"),
        ("IMG.png", "IMG.jpg"),
        ("holiday.2024", "holiday.2024.jpg"),
        ("evil.php", "evil.php.jpg"),
        ("IMG", "IMG.jpg"),
    ],
)
def test_the_extension_agrees_with_the_real_type(file: str, kept: str) -> None:
    """A wrong picture extension is replaced; whatever else stands behind a dot belongs to the name."""
    assert with_extension(file, ".jpg", JPEG, PICTURE_EXTENSIONS) == kept


def test_a_long_name_keeps_its_extension() -> None:
    """At 200 bytes a name is cut before its extension, and between characters."""
    kept = clean_file_name("ä" * 300 + ".jpg")
    assert kept == "ä" * 98 + ".jpg"


def test_numbers_stand_before_the_extension_and_replace_one_another() -> None:
    """`(3)` follows `(2)` rather than standing beside it."""
    assert numbered("2026/09/12/IMG_1.jpg", 2) == "2026/09/12/IMG_1 (2).jpg"
    assert numbered("Rome/IMG_1 (2).jpg", 3) == "Rome/IMG_1 (3).jpg"


@pytest.mark.parametrize(
    ("typed", "album"),
    [
        ("Trips / Rome ", "Trips/Rome"),
        ("", ""),
        ("/", ""),
        ("../.trash", "trash"),
        ("a//b", "a/b"),
        ("Trips\\Rome", "Trips/Rome"),
    ],
)
def test_an_album_is_a_clean_path(typed: str, album: str) -> None:
    """Folders in folders are kept, hidden and empty ones are not."""
    assert clean_album(typed) == album


def test_an_endless_album_is_refused() -> None:
    """With a sentence, not with a cut name that might mean another album."""
    with pytest.raises(BadRequest):
        clean_album("x" * 2000)


@pytest.mark.parametrize(
    "name",
    [
        *("", "a//b.jpg", "/a.jpg", "a/", ".hidden.jpg", "a/.b/c.jpg", "a\\b.jpg", "a.", "a ", "a\n.jpg"),
        *("u\u0308.jpg", "x" * 2000, "/".join("a" * 300), "a/CON.jpg"),
    ],
)
def test_a_name_that_cannot_be_kept_exactly_is_refused(name: str) -> None:
    """A script names its photo itself, so nothing is cleaned behind its back."""
    with pytest.raises(BadRequest):
        check_name(name)


@pytest.mark.parametrize("name", ["cat.jpg", "Cats/cat.jpg", "2026/09/12/IMG 1+2 #%41?.jpg", "a/ü 🐈.jpg"])
def test_readable_names_of_any_kind_are_taken(name: str) -> None:
    """Spaces, signs and any script."""
    check_name(name)
