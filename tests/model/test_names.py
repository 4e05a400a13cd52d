"""Names that people choose."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import corpus

from gallery.errors import BadRequest
from gallery.model.file_classes import PICTURE_EXTENSIONS
from gallery.model.folders import NameClass, classify_name
from gallery.model.names import (
    MAX_FILE_BYTES,
    WINDOWS_DEVICES,
    check_name,
    clean_album,
    clean_file_name,
    set_number,
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
        ("lost+found", "_lost+found"),
        ("u\u0308.jpg", "ü.jpg"),
        ("", "photo"),
        ("...", "photo"),
        ("\u200d.trash.jpg", "trash.jpg"),
        ("\u200d.\u200c .\ufe0f.a.jpg\u200d", "a.jpg"),
        ("\u3164\u034f\u2800.a.jpg", "a.jpg"),
        ("❤️", "❤️"),
        ("\u0646\u200c\u06cc.jpg", "\u0646\u200c\u06cc.jpg"),
        ("Rome%2Fa%2fb.jpg", "Rome_a_b.jpg"),
    ],
)
def test_cleaning_a_file_name_removes_only_what_is_unsafe(sent: str, kept: str) -> None:
    """All scripts stay. Paths, control characters, leading dots and reserved names don't."""
    assert clean_file_name(sent) == kept


@given(st.text())
def test_every_cleaned_file_name_is_valid(sent: str) -> None:
    """It's one visible part in NFC, within the limit, and cleaning it again changes nothing."""
    kept = clean_file_name(sent)
    check_name(kept)
    assert classify_name(kept) is NameClass.ROOT
    assert clean_file_name(kept) == kept
    assert len(kept.encode()) <= MAX_FILE_BYTES
    assert not WINDOWS_DEVICES.fullmatch(kept)
    assert unicodedata.is_normalized("NFC", kept)


def test_hostile_names_of_the_corpus_become_valid_names() -> None:
    """One made here is for machines without the corpus."""
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
def test_extension_matches_the_actual_format(file: str, kept: str) -> None:
    """A wrong picture extension is replaced. Any other suffix belongs to the name."""
    assert with_extension(file, ".jpg", JPEG, PICTURE_EXTENSIONS) == kept


def test_long_file_name_keeps_its_extension() -> None:
    """It's cut to 200 bytes, before the extension and between characters."""
    kept = clean_file_name("ä" * 300 + ".jpg")
    assert kept == "ä" * 98 + ".jpg"


def test_number_goes_before_the_extension_and_replaces_an_existing_one() -> None:
    assert set_number("2026/09/12/IMG_1.jpg", 2) == "2026/09/12/IMG_1 (2).jpg"
    assert set_number("Rome/IMG_1 (2).jpg", 3) == "Rome/IMG_1 (3).jpg"


@pytest.mark.parametrize(
    ("typed", "album"),
    [
        ("Trips / Rome ", "Trips/Rome"),
        ("", ""),
        ("/", ""),
        ("../.trash", "trash"),
        ("a//b", "a/b"),
        ("Trips\\Rome", "Trips/Rome"),
        ("\u200d.trash/\u200d/\ufe0f..x", "trash/x"),
    ],
)
def test_album_name_becomes_a_clean_path(typed: str, album: str) -> None:
    """Nested folders stay. Hidden and empty ones don't."""
    assert clean_album(typed) == album


def test_too_long_an_album_name_is_rejected() -> None:
    """It isn't shortened, because the result could be another album."""
    with pytest.raises(BadRequest):
        clean_album("x" * 2000)
    with pytest.raises(BadRequest):
        clean_album("/" * 2000)


@pytest.mark.parametrize(
    "name",
    [
        *("", "a//b.jpg", "/a.jpg", "a/", ".hidden.jpg", "a/.b/c.jpg", "a\\b.jpg", "a.", "a ", "a\n.jpg"),
        *("u\u0308.jpg", "x" * 2000, "/".join("a" * 300), "a/CON.jpg"),
        *("\u200d.trash/a.jpg", "a/\u200da.jpg", "a/\ufe0f.b/c.jpg", "a\u200d", "Rome%2Fa.jpg", "Rome%2fa.jpg"),
    ],
)
def test_name_that_would_have_to_be_cleaned_is_rejected(name: str) -> None:
    """A script chooses its photo's name, so it's never changed silently."""
    with pytest.raises(BadRequest):
        check_name(name)


@pytest.mark.parametrize("name", ["cat.jpg", "Cats/cat.jpg", "2026/09/12/IMG 1+2 #%41?.jpg", "a/ü 🐈.jpg"])
def test_readable_names_are_accepted(name: str) -> None:
    """With spaces, punctuation and any script."""
    check_name(name)
