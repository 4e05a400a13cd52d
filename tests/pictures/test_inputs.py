"""Files that other programs show and date: each was rejected or misread once."""

import io
from pathlib import Path

import pytest
from PIL import Image

from gallery.errors import NotAPicture
from gallery.pictures.decoding import read_exif, read_picture
from gallery.pictures.picture import Picture

INPUTS = Path(__file__).parent / "inputs"


def read(name: str) -> Picture:
    return read_picture((INPUTS / name).read_bytes(), name, 100_000_000)


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("1_exif_fraction.jpg", "2024-02-21T10:14:22.27"),
        ("1_exif_hour24.jpg", "2015-08-22"),
        ("1_exif_offset_0000.jpg", "2025-01-14T18:31:30+00:00"),
        ("1_exif_offsettag_0200.jpg", "2019-05-10T12:13:14+02:00"),
        ("1_exif_offsettag_Z.jpg", "2019-05-10T12:13:14+00:00"),
        ("1_exif_time_impossible.jpg", "2015-08-22"),
        ("1_exif_type1_byte.jpg", "2019-05-10T12:13:14"),
        ("1_exif_type7_undefined.jpg", "2019-05-10T12:13:14"),
        ("1_exif_z.jpg", "2025-01-14T18:31:30+00:00"),
        ("2_xmp_day_datecreated.jpg", "1955-07-04"),
        ("2_xmp_exif_form.jpg", "2011-12-13T14:15:16"),
        ("2_xmp_offset_0100.jpg", "2011-12-13T14:15:16+01:00"),
    ],
)
def test_unusual_dates_are_read(name: str, taken: str) -> None:
    assert read(name).taken == taken


@pytest.mark.parametrize("name", sorted(path.name for path in INPUTS.glob("[45]_*")))
def test_malformed_metadata_is_no_reason_to_reject_a_picture(name: str) -> None:
    picture = read(name)
    assert (picture.width, picture.height) == (64, 48)


@pytest.mark.parametrize("name", [path.name for path in sorted(INPUTS.glob("6_*")) if "sequence" not in path.name])
def test_brands_and_boxes_of_other_encoders_are_accepted(name: str) -> None:
    picture = read(name)
    assert (picture.width, picture.height) == (192, 128)


def test_a_sequence_without_a_picture_isnt_called_damaged() -> None:
    with pytest.raises(NotAPicture, match="is an image sequence without a still picture"):
        read("6_heif_sequence_only.heic")


def test_orientation_of_the_picture_counts_rather_than_that_of_the_exif_ifd() -> None:
    picture = read("7_turn_ifd0_1_exififd_6.jpg")
    assert (picture.width, picture.height) == (192, 128)


def test_any_padding_may_follow_the_name_of_the_exif_segment() -> None:
    picture = read("7_turn_exif_padding_ff.jpg")
    assert (picture.width, picture.height, picture.taken) == (128, 192, "2006-07-08T09:10:11")


def test_transparency_of_16_bit_gray_is_kept() -> None:
    with Image.open(io.BytesIO(read("8_png_gray16_trns.png").previews[240])) as preview:
        assert preview.mode == "RGBA"
        assert preview.getchannel("A").getextrema()[0] == 0


def test_iso_isnt_rounded() -> None:
    data = (INPUTS / "9_iso_65535.jpg").read_bytes()
    assert read_exif(data, "x.jpg").camera.iso == 65_535
