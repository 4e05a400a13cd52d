"""An orientation from elsewhere replaces the one in the file, in the pixels of every preview."""

import io

import pytest
from PIL import Image, ImageOps
from support.pictures import encode

from gallery.model.preview_names import PREVIEW_SIZES
from gallery.pictures.decoding import read_picture

QUARTERS = Image.merge("RGB", [Image.frombytes("L", (2, 2), bytes(band)) for band in ((255, 0, 0, 255),
    (0, 255, 0, 255), (0, 0, 255, 0))])  # fmt: skip
STORED = QUARTERS.resize((600, 400), Image.Resampling.NEAREST)
"""Red, green, blue and yellow."""


def with_exif(image: Image.Image, orientation: int, pillow_format: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[274] = orientation
    return encode(image, pillow_format, exif=exif, quality=95)


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    """Return the colors of the four quarters, to the nearest of the eight that there can be."""
    width, height = image.size
    points = [(x, y) for y in (height // 4, height * 3 // 4) for x in (width // 4, width * 3 // 4)]
    rgb = image.convert("RGB")
    return [tuple(round(band / 255) for band in rgb.getpixel(point)) for point in points]  # type: ignore[union-attr]


@pytest.mark.parametrize("pillow_format", ["JPEG", "PNG", "WEBP"])
def test_each_orientation_turns_all_previews_and_the_size(pillow_format: str) -> None:
    """Compared with Pillow's own, for a file that says something else."""
    for orientation in range(1, 9):
        expected = ImageOps.exif_transpose(Image.open(io.BytesIO(with_exif(STORED, orientation))))
        data = with_exif(STORED, 6 if orientation != 6 else 3, pillow_format)
        picture = read_picture(data, "x", 1_000_000, PREVIEW_SIZES, orientation)
        assert (picture.width, picture.height) == expected.size
        assert picture.orientation == (6 if orientation != 6 else 3)
        for preview in picture.previews.values():
            shown = Image.open(io.BytesIO(preview))
            assert corners(shown) == corners(expected)
            assert (shown.width > shown.height) == (expected.width > expected.height)


def test_without_one_the_files_counts() -> None:
    picture = read_picture(with_exif(STORED, 6), "x", 1_000_000, (240,))
    assert (picture.width, picture.height, picture.orientation) == (400, 600, 6)
    chosen = read_picture(with_exif(STORED, 6), "x", 1_000_000, (240,), 6)
    assert chosen.previews == picture.previews
