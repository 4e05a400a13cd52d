"""What a file's name says about its content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.model.file_classes import PICTURE_EXTENSIONS, VIDEO_EXTENSIONS, FileClass, classify_file
from gallery.pictures.formats import PHOTO_FORMATS, VIDEO_FORMATS, PictureFormat

FILES = st.text(max_size=8) | st.tuples(
    st.text(max_size=8),
    st.sampled_from([".jpg", ".HEIC", ".txt", ".part", "~", ".jpeg_original", ".2026", ".", "", "/a.jpg", "/"]),
).map("".join)


@pytest.mark.parametrize(
    "name",
    ["a.jpg", "Rome/A.JPEG", "a.heic", "a.avif", "a.part.jpg", "a~.jpg", "a_original.jpg", "a.jpg.png", "日本.webp"],
)
def test_a_picture_has_the_extension_of_one(name: str) -> None:
    assert classify_file(name) is FileClass.PICTURE


@pytest.mark.parametrize(
    "name",
    [
        *("notes.txt", "picasa.ini", "Thumbs.db", "desktop.ini", "a.pdf", "Rome/movie.avi", "a.mkv", "a.x3f"),
        *("IMG_1.AAE", "IMG_1.xmp", "IMG_1.jpg.xmp", "IMG_1.jpg.json", "IMG_1.JPG.pp3"),
    ],
)
def test_documents_and_sidecars_have_other_extensions(name: str) -> None:
    assert classify_file(name) is FileClass.OTHER


@pytest.mark.parametrize(
    "name",
    ["NoExtension", "Rome/IMG_1", "St. Peter's Basilica", "Scan 12.09.2026", "a.jpg (1)", "a.jpg.1", "x_original", ""],
)
def test_without_an_extension_only_the_content_can_tell(name: str) -> None:
    """A date, a number or the rest of a sentence isn't an extension."""
    assert classify_file(name) is FileClass.UNKNOWN


@pytest.mark.parametrize(
    "name",
    [
        *("IMG_9.jpg.part", "a.PNG.crdownload", "a.jpg.partial", "Rome/a.jpg.filepart", "a.jpg.aria2", "a.jpg.!qB"),
        *("photo.jpeg_original", "a.JPG_original", "a.jpg_exiftool_tmp", "a.jpg~", "a~", "a.jpg.bak", "a.jpg.tmp"),
        *("a.jpg.orig", "~syncthing~a.jpg.tmp", "a.jpg.sb-1a2b3c4d-XyZ123"),
    ],
)
def test_unfinished_downloads_and_backups_are_leftovers(name: str) -> None:
    assert classify_file(name) is FileClass.LEFTOVER


@given(FILES)
def test_every_file_is_in_exactly_one_class(name: str) -> None:
    """The folder doesn't matter, nor does the case."""
    file = name.rpartition("/")[2]
    found = classify_file(name)
    assert classify_file(f"Rome/{file}") is found
    assert (found is FileClass.PICTURE) == any(file.lower().endswith(end) and file.lower() != end for end in ENDINGS)
    if found is FileClass.UNKNOWN:
        last = file.rpartition(".")[2]
        assert "." not in file[1:] or not last.isalnum() or last.isdecimal() or len(last) > 10


ENDINGS = tuple(PICTURE_EXTENSIONS | VIDEO_EXTENSIONS)


def test_all_supported_formats_have_their_extensions() -> None:
    assert extensions(PHOTO_FORMATS) == PICTURE_EXTENSIONS
    assert extensions(VIDEO_FORMATS) == VIDEO_EXTENSIONS


def extensions(formats: tuple[PictureFormat, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(one.extensions for one in formats))
