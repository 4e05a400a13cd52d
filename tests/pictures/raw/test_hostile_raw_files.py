"""Hostile raw files end in an error or a picture, quickly, and without reading outside of the file."""

import struct
import time
from contextlib import suppress

import pytest
from support.raw_files import (
    BYTE,
    LONG,
    SHORT,
    Place,
    Tag,
    build_tiff,
    camera_tags,
    jpeg_at,
    preview,
    raw_file,
)

from gallery.errors import BrokenPicture, GalleryError, NotAPicture, TooLarge
from gallery.pictures.decoding import read_exif, read_head, read_picture
from gallery.pictures.formats import RAW_FORMATS, detect_format
from gallery.pictures.head import HEAD_BYTES

NAMES = [one.name for one in RAW_FORMATS]
MAX_PIXELS = 100_000
MAX_SECONDS = 2
DNG = Tag(50706, BYTE, b"\1\4\0\0")


def read_all(data: bytes) -> None:
    """Read a file in every way. Only the gallery's own errors may come out."""
    started = time.monotonic()
    with suppress(GalleryError):
        detect_format(data, "x")
        read_exif(data, "x")
        with suppress(GalleryError):
            read_head(data, "x", len(data), MAX_PIXELS)
        read_picture(data, "x", MAX_PIXELS, (240,))
    assert time.monotonic() - started < MAX_SECONDS


@pytest.mark.sampled(60)
@pytest.mark.parametrize("share", range(0, 100, 4))
@pytest.mark.parametrize("name", NAMES)
def test_truncated_file_is_an_error_or_a_picture(name: str, share: int) -> None:
    data = raw_file(name)
    read_all(data[: len(data) * share // 100])


@pytest.mark.sampled(60)
@pytest.mark.parametrize("position", range(0, 600, 12))
@pytest.mark.parametrize("name", NAMES)
def test_file_with_any_number_changed_is_an_error_or_a_picture(name: str, position: int) -> None:
    data = raw_file(name)
    for number in (b"\xff\xff\xff\xff", bytes(4), b"\0\0\0\x08", b"\x08\0\0\0"):
        for at in range(position, position + 12, 2):
            read_all(data[:at] + number + data[at + 4 :])


def test_directories_in_a_circle_are_read_once() -> None:
    jpeg = preview()
    tags = {
        "first>": [*camera_tags("x"), DNG, Tag(330, LONG, [Place("first"), Place("second")])],
        "second": [*jpeg_at("jpeg", jpeg), Tag(330, LONG, [Place("second"), Place("first")])],
    }
    picture = read_picture(build_tiff(tags, {"jpeg": jpeg}), "x", MAX_PIXELS, (240,))
    assert (picture.width, picture.height) == (64, 96)


def test_thousands_of_directories_take_no_time() -> None:
    many = {f"d{number}": [Tag(330, LONG, [Place(f"d{number + 1}")] * 4_000)] for number in range(100)}
    read_all(build_tiff({"first": [DNG, Tag(330, LONG, Place("d0"))], **many}, {}))


def test_a_thousand_previews_take_no_time() -> None:
    # Each would be read up to its first pixels.
    fake = b"\xff\xd8\xff\xe1\xff\xff" + bytes(200_000)
    entries = [Tag(513, LONG, Place("fake")), Tag(514, LONG, len(fake))]
    many = {f"d{number}>": entries for number in range(1_000)}
    read_all(build_tiff({"first>": [DNG], **many, "last": []}, {"fake": fake}))


@pytest.mark.parametrize(("directories", "fakes"), [(40, 0), (20, 20)])
def test_only_so_many_directories_and_previews_are_read(directories: int, fakes: int) -> None:
    jpeg, fake = preview(), b"\xff\xd8\xff" + bytes(10_000)
    empty = {f"d{number}>": jpeg_at("fake", fake) if number < fakes else [] for number in range(directories)}
    data = build_tiff({"first>": [DNG], **empty, "last": jpeg_at("jpeg", jpeg)}, {"fake": fake, "jpeg": jpeg})
    with pytest.raises(NotAPicture, match="no preview inside"):
        read_picture(data, "x", MAX_PIXELS)


@pytest.mark.parametrize("start", [0, 1, 0x7FFFFFFF, 0xFFFFFFFF])
def test_preview_outside_of_the_file_is_no_preview(start: int) -> None:
    data = build_tiff({"first": [DNG, Tag(513, LONG, start), Tag(514, LONG, 0xFFFFFFFF)]}, {})
    with pytest.raises(NotAPicture, match="no preview inside"):
        read_picture(data, "x", MAX_PIXELS)


def test_file_that_ends_within_its_preview_is_incomplete() -> None:
    data = raw_file("NEF")
    with pytest.raises(BrokenPicture, match="damaged or incomplete"):
        read_picture(data[:-1], "x", MAX_PIXELS)


def test_too_large_preview_is_refused_before_decoding_it() -> None:
    huge = preview((4_000, 4_000))
    data = build_tiff({"first": [DNG, *jpeg_at("jpeg", huge)]}, {"jpeg": huge})
    with pytest.raises(TooLarge, match=r"x has 16\.0 megapixels"):
        read_picture(data, "x", MAX_PIXELS)
    with pytest.raises(TooLarge, match=r"x has 16\.0 megapixels"):
        read_head(data[:HEAD_BYTES], "x", len(data), MAX_PIXELS)


@pytest.mark.parametrize(("position", "byte"), [(4, b"\x0c"), (1, b"\xc3")], ids=["twelve bits", "lossless"])
def test_jpeg_that_decoders_do_not_have_is_skipped(position: int, byte: bytes) -> None:
    jpeg = preview()
    at = jpeg.index(b"\xff\xc0") + position
    deep = jpeg[:at] + byte + jpeg[at + 1 :] + bytes(10_000)
    tags = {"first>": [DNG, *jpeg_at("deep", deep)], "second": jpeg_at("jpeg", jpeg)}
    picture = read_picture(build_tiff(tags, {"deep": deep, "jpeg": jpeg}), "x", MAX_PIXELS, (240,))
    assert (picture.width, picture.height) == (96, 64)


@pytest.mark.parametrize("kind", [SHORT, 2, 5, 12, 13, 99])
def test_offsets_of_the_wrong_type_are_ignored(kind: int) -> None:
    entry = struct.pack("<HHLL", 513, kind, 1, 50)
    data = b"II*\0\x08\0\0\0" + struct.pack("<H", 3) + struct.pack("<HHLL", 50706, 1, 4, 0x401) + entry
    read_all(data + struct.pack("<HHLL", 514, LONG, 1, 900) + bytes(4) + preview())


def test_boxes_of_any_size_end() -> None:
    start = struct.pack(">L4s", 20, b"ftyp") + b"crx \0\0\0\1crx "
    for size in (0, 1, 7, 8, 0xFFFFFFFF):
        read_all(start + struct.pack(">L4s", size, b"uuid") * 1_000)
        read_all(start + struct.pack(">L4sQ", 1, b"moov", size) * 1_000)
