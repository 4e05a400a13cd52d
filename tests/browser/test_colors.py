"""Previews have the colors that Chromium shows for the original."""

import base64
import io
import struct
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat
from playwright.sync_api import Page
from support.chromium import RunningBrowser
from support.picture_files import avif, avif_with_colors_in_its_pixels, chunk, png

from gallery.pictures.color_profiles import (
    ADOBE_RGB,
    DISPLAY_P3,
    PROPHOTO,
    SRGB,
    ColorSpace,
    build_profile,
)
from gallery.pictures.decoding import read_picture

INPUTS = Path(__file__).parents[1] / "pictures" / "inputs"
TYPES = {".avif": "image/avif", ".png": "image/png", ".jpg": "image/jpeg"}

MAX_DIFFERENCE = 6
"""Of 255, in the mean: most of it is the encoder's. Wrong colors differ by 10 to 50."""

READ_PIXELS = """async (url) => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const context = canvas.getContext("2d", { colorSpace: "srgb" });
  context.drawImage(image, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
  let text = "";
  for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
  return [width, height, btoa(text)];
}"""
"""Base64, because Playwright takes most of a second for as many numbers."""


@pytest.fixture(scope="module")
def page(running_browser: RunningBrowser) -> Page:
    return running_browser.get().new_page()


def render(page: Page, data: bytes, content_type: str) -> Image.Image:
    """What the browser draws, on black."""
    url = f"data:{content_type};base64,{base64.b64encode(data).decode()}"
    width, height, pixels = page.evaluate(READ_PIXELS, url)
    image = Image.frombytes("RGBA", (width, height), base64.b64decode(pixels))
    return Image.alpha_composite(Image.new("RGBA", image.size, "black"), image).convert("RGB")


def difference(page: Page, data: bytes, content_type: str) -> float:
    preview = read_picture(data, "x", 100_000_000).previews[2048]
    shown = render(page, preview, "image/jpeg" if preview.startswith(b"\xff\xd8") else "image/webp")
    return max(ImageStat.Stat(ImageChops.difference(render(page, data, content_type), shown)).mean)


def colorful() -> Image.Image:
    """All hues and brightnesses, without edges."""
    gradient = Image.linear_gradient("L").resize((192, 128))
    across = Image.linear_gradient("L").rotate(90).resize((192, 128))
    return Image.merge("RGB", (gradient, across, ImageChops.invert(gradient))).filter(ImageFilter.GaussianBlur(2))


def gamma(value: float) -> bytes:
    return chunk(b"gAMA", struct.pack(">L", round(value * 100_000)))


def chromaticities(*values: float) -> bytes:
    return chunk(b"cHRM", struct.pack(">8L", *(round(value * 100_000) for value in values)))


@pytest.mark.parametrize("name", sorted(path.name for path in INPUTS.glob("3_*") if path.suffix in TYPES))
def test_previews_of_files_look_like_the_original(page: Page, name: str) -> None:
    assert difference(page, (INPUTS / name).read_bytes(), TYPES[Path(name).suffix]) <= MAX_DIFFERENCE


def test_a_heic_has_the_colors_of_the_same_avif(page: Page) -> None:
    """Chromium doesn't decode HEIC."""
    heic = read_picture((INPUTS / "3_colour_heic_p3.heic").read_bytes(), "x", 100_000_000).previews[2048]
    original = render(page, (INPUTS / "3_colour_avif_p3.avif").read_bytes(), "image/avif")
    shown = render(page, heic, "image/jpeg")
    assert max(ImageStat.Stat(ImageChops.difference(original, shown)).mean) <= MAX_DIFFERENCE


@pytest.mark.parametrize(
    ("primaries", "curve"),
    [(1, 2), (1, 4), (1, 7), (1, 8), (5, 13), (6, 6), (9, 1), (9, 16), (9, 18), (12, 13), (12, 16), (12, 17), (1, 18)],
)
def test_avif_of_every_color_space(page: Page, primaries: int, curve: int) -> None:
    assert difference(page, avif(colorful(), primaries, curve), "image/avif") <= MAX_DIFFERENCE


@pytest.mark.parametrize(("primaries", "curve"), [(1, 13), (12, 13), (9, 16), (9, 18), (1, 8)])
def test_avif_with_colors_in_its_pixels_alone(page: Page, primaries: int, curve: int) -> None:
    data = avif_with_colors_in_its_pixels(colorful(), primaries, curve)
    assert difference(page, data, "image/avif") <= MAX_DIFFERENCE


@pytest.mark.parametrize("curve", [16, 18])
@pytest.mark.parametrize("peak", [100, 300, 4000])
def test_hdr_with_its_brightest_color(page: Page, curve: int, peak: int) -> None:
    """Dark colors count most: the brightest are clipped with another hue."""
    darker = colorful().point(lambda value: value * 5 // 8)
    assert difference(page, avif(darker, 9, curve, peak), "image/avif") <= MAX_DIFFERENCE
    numbers = chunk(b"cICP", bytes((9, curve, 0, 1)))
    level = chunk(b"cLLI", struct.pack(">LL", peak * 10_000, 1_000_000))
    screen = chunk(b"mDCV", bytes(16) + struct.pack(">LL", peak * 10_000, 1))
    for chunks in ([level], [screen], [level, chunk(b"mDCV", bytes(16) + struct.pack(">LL", 5_000_000, 1))]):
        assert difference(page, png(numbers, *chunks, image=darker), "image/png") <= MAX_DIFFERENCE


P3, ADOBE = (0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06), (0.3127, 0.329, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)


@pytest.mark.parametrize(
    "chunks",
    [
        [gamma(1)],
        [gamma(0.25)],
        [gamma(0.45455)],
        [gamma(3)],
        [chromaticities(*P3)],
        [chromaticities(*P3), gamma(0.45455)],
        [chromaticities(*ADOBE), gamma(0.45455)],
        [chromaticities(*P3), gamma(1)],
        [chromaticities(*[0] * 8), gamma(1)],
        [chunk(b"sRGB", b"\0"), gamma(1)],
        [chunk(b"sRGB", b"\0", checksum=7), gamma(1)],
        [chunk(b"cICP", bytes((12, 13, 0, 1))), chunk(b"sRGB", b"\0")],
        [chunk(b"cICP", bytes((12, 13, 0, 0)))],
        [chunk(b"cICP", bytes((250, 13, 0, 1)))],
        *([chunk(b"cICP", bytes((9, curve, 0, 1)))] for curve in (1, 4, 8, 14, 16, 18)),
    ],
)
def test_png_with_chunks_about_colors(page: Page, chunks: list[bytes]) -> None:
    assert difference(page, png(*chunks, image=colorful()), "image/png") <= MAX_DIFFERENCE


@pytest.mark.parametrize(
    "space",
    [
        SRGB,
        DISPLAY_P3,
        ADOBE_RGB,
        PROPHOTO,
        ColorSpace(ADOBE_RGB.primaries, ADOBE_RGB.white, (2.222, 0.91, 0.09, 0.2222, 0.081)),
    ],
)
def test_jpeg_with_a_profile(page: Page, space: ColorSpace) -> None:
    file = io.BytesIO()
    colorful().save(file, "JPEG", quality=95, icc_profile=build_profile(space))
    assert difference(page, file.getvalue(), "image/jpeg") <= MAX_DIFFERENCE
