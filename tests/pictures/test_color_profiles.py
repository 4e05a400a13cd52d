"""Colors of previews: known profiles are kept, others converted, and nothing of the camera's profile is copied.

tests/browser/test_colors.py compares previews with what a browser shows.
"""

import io
import struct

import pytest
from PIL import Image, ImageCms
from support.picture_files import chunk, ink_profile, jpeg, png, segment

from gallery.model.preview_names import PREVIEW_SIZES
from gallery.pictures.color import KEPT_PROFILES
from gallery.pictures.color_profiles import (
    ADOBE_RGB,
    DISPLAY_P3,
    PROPHOTO,
    SRGB,
    ColorSpace,
    build_profile,
    gamma,
    space_of_numbers,
)
from gallery.pictures.decoding import read_picture
from gallery.pictures.hdr import tone_map


def profiles_of_previews(data: bytes) -> set[bytes | None]:
    previews = read_picture(data, "x", 100_000_000).previews
    assert tuple(sorted(previews)) == PREVIEW_SIZES
    return {Image.open(io.BytesIO(preview)).info.get("icc_profile") for preview in previews.values()}


def encode(profile: bytes, pillow_format: str = "JPEG", mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Image.new(mode, (64, 48), "teal").save(file, pillow_format, icc_profile=profile)
    return file.getvalue()


@pytest.mark.parametrize("pillow_format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
@pytest.mark.parametrize(
    ("space", "kept"),
    list(zip((DISPLAY_P3, ADOBE_RGB, PROPHOTO), KEPT_PROFILES, strict=True)),
    ids=["P3", "Adobe", "ProPhoto"],
)
def test_wide_gamuts_are_kept_with_a_profile_of_our_own(pillow_format: str, space: ColorSpace, kept: bytes) -> None:
    if pillow_format == "HEIF":
        pillow_heif = pytest.importorskip("pillow_heif")
        pillow_heif.register_heif_opener()
    profile = build_profile(space, "CANARY 5D Mark IV of Jane Doe")
    assert profile not in KEPT_PROFILES
    assert profiles_of_previews(encode(profile, pillow_format)) == {kept}


def test_srgb_needs_no_profile() -> None:
    littlecms = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (littlecms, build_profile(SRGB)):
        assert profiles_of_previews(encode(profile)) == {None}


def test_other_profiles_are_converted_to_srgb() -> None:
    for space in (
        ColorSpace(DISPLAY_P3.primaries, DISPLAY_P3.white, gamma(1)),
        ColorSpace(SRGB.primaries, SRGB.white, gamma(2.4)),
        ColorSpace((0.7, 0.3, 0.2, 0.7, 0.1, 0.1), SRGB.white, gamma(2.2)),
    ):
        assert profiles_of_previews(encode(build_profile(space))) == {None}


def test_gray_pictures_may_have_a_profile_for_colors() -> None:
    profile = build_profile(ColorSpace(SRGB.primaries, SRGB.white, gamma(1)))
    file = io.BytesIO()
    Image.new("L", (64, 48), 55).save(file, "JPEG", icc_profile=profile)
    assert read_picture(file.getvalue(), "x", 100_000_000).color in {"#7f7f7f", "#808080", "#818181"}


@pytest.mark.parametrize("profile", [b"garbage", b"", bytes(500), build_profile(DISPLAY_P3)[:300]])
def test_colors_of_a_damaged_profile_are_those_of_the_next_source(profile: bytes) -> None:
    """Linear, by gAMA."""
    chunks = chunk(b"iCCP", b"x\0\0" + profile), chunk(b"gAMA", struct.pack(">L", 100_000))
    data = png(*chunks, image=Image.new("RGB", (64, 48), (55, 55, 55)))
    assert read_picture(data, "x", 100_000_000).color in {"#808080", "#818181"}


@pytest.mark.parametrize("numbers", [(0, 0), (3, 13), (1, 200), (255, 255)])
def test_unknown_numbers_of_color_spaces_are_ignored(numbers: tuple[int, int]) -> None:
    assert space_of_numbers(*numbers) is None


def test_impossible_chromaticities_are_ignored() -> None:
    for points in ([0] * 8, [2**32 - 1] * 8, [31270, 32900, 1, 1, 2, 2, 3, 3], [31270, 0, *[30000] * 6]):
        for gamma_number in (0, 1, 100_000, 2**32 - 1):
            data = png(chunk(b"gAMA", struct.pack(">L", gamma_number)), chunk(b"cHRM", struct.pack(">8L", *points)))
            assert read_picture(data, "x", 100_000_000).color == "#008080"


def test_profiles_are_valid() -> None:
    for profile in KEPT_PROFILES:
        assert len(profile) < 600
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile
        assert len(profile) == struct.unpack_from(">L", profile)[0]
        assert opened.xcolor_space.strip() == "RGB"
        assert opened.is_matrix_shaper


def test_hdr_white_is_half_as_bright_as_the_screen_and_the_peak_is_white() -> None:
    """As in Chromium: PQ's 203 and 1,000 nits, and HLG's 75% and 100%."""
    for numbers, white, peak in (((9, 16), 148, 192), ((9, 18), 191, 255)):
        space = space_of_numbers(*numbers)
        assert space
        for value, expected in ((0, 0), (white, 188), (peak, 255)):
            pixel = tone_map(Image.new("RGB", (1, 1), (value,) * 3), space).getpixel((0, 0))
            assert isinstance(pixel, tuple)
            assert max(abs(channel - expected) for channel in pixel) <= 8, (numbers, value, pixel)


def test_the_black_of_ink_isnt_as_dark_as_that_of_a_screen() -> None:
    """L* 30 is 70 of 255 in sRGB."""
    file = io.BytesIO()
    Image.new("CMYK", (64, 48), (0, 0, 0, 255)).save(file, "JPEG", icc_profile=ink_profile(0, 30))
    assert read_picture(file.getvalue(), "x", 100_000_000).color in {"#464646", "#474747"}


LINEAR = build_profile(ColorSpace(SRGB.primaries, SRGB.white, gamma(1)))


def test_a_profile_whose_primary_has_another_type_is_ignored_as_in_browsers() -> None:
    red = struct.unpack_from(">L", LINEAR, LINEAR.index(b"rXYZ") + 4)[0]
    profile = LINEAR[:red] + b"\x17\xa5\x05\xb8" + LINEAR[red + 4 :]
    file = io.BytesIO()
    Image.new("RGB", (64, 48), (55, 55, 55)).save(file, "JPEG", icc_profile=profile)
    assert read_picture(file.getvalue(), "x", 100_000_000).color == "#373737"


@pytest.mark.parametrize(
    ("chunks", "counts"),
    [
        ([(1, 1, LINEAR)], True),
        ([(1, 2, LINEAR[:200]), (2, 2, LINEAR[200:])], True),
        ([(2, 2, LINEAR[200:]), (1, 2, LINEAR[:200])], True),
        ([(1, 1, b""), (1, 1, LINEAR)], True),
        ([(1, 1, LINEAR), (2, 2, b"garbage")], True),
        ([(1, 1, LINEAR), (1, 1, b"garbage")], True),
        ([(2, 1, LINEAR)], False),
        ([(0, 1, LINEAR)], False),
        ([(1, 0, LINEAR)], False),
        ([(1, 2, LINEAR)], False),
        ([(1, 2, LINEAR), (2, 2, b"")], False),
        ([(1, 2, LINEAR[:200]), (2, 3, LINEAR[200:])], False),
    ],
)
def test_profiles_with_missing_chunks_are_ignored_as_in_browsers(
    chunks: list[tuple[int, int, bytes]],
    *,
    counts: bool,
) -> None:
    segments = [segment(0xE2, b"ICC_PROFILE\0" + bytes((number, count)) + part) for number, count, part in chunks]
    data = jpeg(*segments, image=Image.new("RGB", (64, 48), (55, 55, 55)))
    assert read_picture(data, "x", 100_000_000).color in ({"#7f7f7f", "#808080", "#818181"} if counts else {"#373737"})


@pytest.mark.parametrize(("peak", "gray"), [(100, 157), (203, 157), (300, 148), (470, 137), (1000, 114), (4000, 114)])
def test_the_less_bright_the_brightest_color_the_brighter_is_the_rest(peak: int, gray: int) -> None:
    """As in Chromium."""
    space = space_of_numbers(9, 16, peak)
    assert space
    pixel = tone_map(Image.new("RGB", (1, 1), (120, 120, 120)), space).getpixel((0, 0))
    assert isinstance(pixel, tuple)
    assert abs(pixel[0] - gray) <= 3
