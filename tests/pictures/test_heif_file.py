"""Boxes of HEIC and AVIF files: what they say, what's repaired, and what's made to take long."""

import io
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gallery.errors import TooLarge
from gallery.pictures.color_profiles import SRGB
from gallery.pictures.decoding import read_picture
from gallery.pictures.heif_file import take_apart

take_apart_avif = take_apart(b"avif")


def avif() -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (64, 48), "teal").save(file, "AVIF")
    return file.getvalue()


def box(kind: bytes, *contents: bytes) -> bytes:
    content = b"".join(contents)
    return struct.pack(">L4s", len(content) + 8, kind) + content


def test_size_and_colors_of_the_primary_item_are_read() -> None:
    parts = take_apart_avif(avif())
    assert (parts.size, parts.colors, parts.is_sequence) == ((64, 48), [SRGB], False)


def test_an_intact_file_is_decoded_as_it_is() -> None:
    data = avif()
    assert take_apart_avif(data).pixels == data


def test_far_too_many_pixels_are_too_large_rather_than_damaged() -> None:
    """The decoder itself refuses more than 268 megapixels."""
    data = avif()
    size = data.index(b"ispe") + 8
    with pytest.raises(TooLarge, match=r"x has 289\.0 megapixels"):
        read_picture(data[:size] + struct.pack(">LL", 17_000, 17_000) + data[size + 8 :], "x", 100_000_000)


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
    ],
    ids=["zeros", "boxes", "items", "associations"],
)
def test_boxes_made_to_take_long_dont(data: bytes) -> None:
    """CPU time, because the machine may be busy."""
    start = time.process_time()
    take_apart_avif(data)
    assert time.process_time() - start < 2


@given(st.binary(max_size=200), st.integers(0, 250))
def test_any_bytes_are_taken_apart_without_an_error(data: bytes, position: int) -> None:
    take_apart_avif(data)
    intact = AVIF
    take_apart_avif(intact[:position] + data[:4] + intact[position + 4 :])
    take_apart_avif(intact[:position])


AVIF = avif()
