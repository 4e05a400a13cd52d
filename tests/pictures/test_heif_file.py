"""Boxes of HEIC and AVIF files: what they say, what's repaired, and what's made to take long."""

import io
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from support.picture_files import avif_with_colors_in_its_pixels, text, tiff

from gallery.errors import NotAPicture, TooLarge
from gallery.pictures.av1 import read_sequence_colors
from gallery.pictures.color_profiles import DISPLAY_P3, SRGB
from gallery.pictures.decoding import read_exif, read_picture
from gallery.pictures.heif_file import take_apart

take_apart_avif = take_apart(b"avif")
NOON = "2019:05:10 12:13:14"
EXIF = tiff({271: text("Hasselblad")}, {36867: text(NOON)})


def avif(exif: bytes = b"", pillow_format: str = "AVIF") -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (64, 48), "teal").save(file, pillow_format, exif=exif or None)
    return file.getvalue()


def damage_exif(data: bytes, how: str) -> bytes:
    """Change what precedes the TIFF header: where it is, according to the file."""
    start = data.rindex(b"II*\0")
    if how == "no number":
        return data[: start - 4] + EXIF + bytes(4) + data[start + len(EXIF) :]
    numbers = {"intact": data[start - 4 : start], "too large": b"\xff\xff\xff\xff", "wrong": b"\0\0\0\2"}
    return data[: start - 4] + numbers[how] + data[start:]


def box(kind: bytes, *contents: bytes) -> bytes:
    content = b"".join(contents)
    return struct.pack(">L4s", len(content) + 8, kind) + content


def test_size_and_colors_of_the_primary_item_are_read() -> None:
    parts = take_apart_avif(avif())
    assert (parts.size, parts.colors, parts.unsupported) == ((64, 48), [SRGB], None)


def test_an_intact_file_is_decoded_as_it_is() -> None:
    data = avif()
    assert take_apart_avif(data).pixels == data


def test_far_too_many_pixels_are_too_large_rather_than_damaged() -> None:
    """The decoder itself refuses more than 268 megapixels."""
    data = avif()
    size = data.index(b"ispe") + 8
    with pytest.raises(TooLarge, match=r"x has 289\.0 megapixels"):
        read_picture(data[:size] + struct.pack(">LL", 17_000, 17_000) + data[size + 8 :], "x", 100_000_000)


@pytest.mark.parametrize("pillow_format", ["AVIF", "HEIF"])
@pytest.mark.parametrize("how", ["intact", "too large", "wrong", "no number"])
def test_exif_data_is_read_wherever_it_is(pillow_format: str, how: str) -> None:
    if pillow_format == "HEIF":
        pytest.importorskip("pillow_heif").register_heif_opener()
    data = damage_exif(avif(EXIF, pillow_format), how)
    picture = read_picture(data, "x", 100_000_000)
    assert (picture.width, picture.height, picture.taken) == (64, 48, "2019-05-10T12:13:14")
    assert read_exif(data, "x").camera.model == "Hasselblad"


@pytest.mark.parametrize("exif", [b"II*\0", b"II*\0\xff\xff\xff\xff", b"II*\0" + bytes(40)])
def test_damaged_exif_data_is_no_reason_to_reject_a_picture(exif: bytes) -> None:
    data = avif(EXIF)
    start = data.rindex(EXIF)
    assert (
        read_picture(data[:start] + exif.ljust(len(EXIF), b"\xff") + data[start + len(EXIF) :], "x", 10_000).width == 64
    )


def test_colors_may_be_in_the_pixels_alone() -> None:
    data = avif_with_colors_in_its_pixels(Image.new("RGB", (64, 48), "teal"), 12, 13)
    assert take_apart_avif(data).colors == [DISPLAY_P3]


@pytest.mark.parametrize(
    ("header", "numbers"),
    [
        ("0a0b00000003bcf4f3fff31080", None),
        ("12000a0b00000003bcf4f3fff31080", None),
        ("", None),
        ("0a", None),
        ("0aff", None),
        ("ff" * 300, None),
        ("00" * 300, None),
    ],
)
def test_sequence_headers_without_colors(header: str, numbers: tuple[int, int] | None) -> None:
    assert read_sequence_colors(bytes.fromhex(header)) == numbers


@pytest.mark.parametrize("kind", [b"unci", b"j2k1", b"vvc1", b"jpeg"])
def test_a_picture_of_another_kind_isnt_called_damaged(kind: bytes) -> None:
    pytest.importorskip("pillow_heif").register_heif_opener()
    data = avif(pillow_format="HEIF").replace(b"hvc1", kind)
    with pytest.raises(NotAPicture, match=f"x is a picture of the kind “{kind.decode()}”, which isn't supported"):
        read_picture(data, "x", 100_000_000)


@pytest.mark.parametrize("entries", [b"", b"\0\1\x01\x01"])
def test_associations_in_two_boxes_are_joined_at_unchanged_positions(entries: bytes) -> None:
    second = box(b"ipma", bytes(4), struct.pack(">L", bool(entries)), entries)
    first = box(b"ipma", bytes(4), struct.pack(">L", 1), b"\0\2\1\x81")
    properties = box(b"ipco", box(b"ispe", bytes(4), struct.pack(">LL", 5, 7)))
    meta = box(b"meta", bytes(4), box(b"pitm", bytes(5), b"\1"), box(b"iprp", properties, first, second))
    start = box(b"ftyp", b"avif", bytes(4)) + meta
    repaired = take_apart_avif(start + b"pixels").pixels
    assert len(repaired) == len(start) + 6
    assert repaired.endswith(b"pixels")
    assert repaired.count(b"ipma") == 1


@pytest.mark.parametrize(
    "data",
    [
        box(b"ftyp") + bytes(8) * 2_000_000,
        box(b"ftyp") + box(b"free") * 2_000_000,
        box(b"meta", bytes(4), box(b"iprp", box(b"ipma", bytes(4) + b"\0\0\0\1" + b"\0\1\xff" * 500_000) * 2)),
        box(b"meta", bytes(4), box(b"iprp", *[box(b"ipma", bytes(8), b"\0\1\xff" + bytes(range(255)))] * 10_000)),
        box(b"meta", bytes(4), box(b"iloc", b"\1\0\0\0\0\0\xff\xff" + b"\0\1\0\0\0\0\xff\xff" * 65_535)),
        box(
            b"meta",
            bytes(4),
            box(b"iinf", bytes(4), b"\0\1", box(b"infe", b"\2\0\0\0\0\1\0\0Exif\0")),
            box(b"iloc", b"\1\0\0\0\x44\0\0\1\0\1\0\0\0\0\xff\xff" + b"\0\0\0\1\0\0\0\x20" * 65_535),
        ),
    ],
    ids=["zeros", "boxes", "items", "associations", "extents of no bytes", "extents"],
)
def test_boxes_made_to_take_long_dont(data: bytes) -> None:
    """CPU time, because the machine may be busy."""
    start = time.process_time()
    take_apart_avif(data)
    assert time.process_time() - start < 2


@given(st.binary(max_size=200), st.integers(0, 500))
def test_any_bytes_are_taken_apart_without_an_error(data: bytes, position: int) -> None:
    take_apart_avif(data)
    intact = AVIF
    take_apart_avif(intact[:position] + data[:4] + intact[position + 4 :])
    take_apart_avif(intact[:position])
    read_sequence_colors(b"\x0a\x20" + data)


AVIF = avif(EXIF)
