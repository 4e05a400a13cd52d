"""Colors of pictures: what previews keep of them, and the average."""

import io
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageCms
from PIL.ImageCms import Intent

from gallery.pictures.color_profiles import ADOBE_RGB, DISPLAY_P3, PROPHOTO, ColorSpace, build_profile
from gallery.pictures.hdr import tone_map

KEPT_PROFILES = tuple(
    build_profile(space, name)
    for space, name in (
        (DISPLAY_P3, "Display P3"),
        (ADOBE_RGB, "Adobe RGB compatible"),
        (PROPHOTO, "ProPhoto compatible"),
    )
)
"""For wide gamuts. Everything else becomes sRGB, which needs no profile. The camera's own profile is never copied,
because it can name its model and owner."""

MAX_DIFFERENCE = 2
"""Of 255: two profiles are the same if they differ by less than rounding."""

MAX_SAME_BYTES = 100_000
"""Larger profiles have tables, which the kept ones don't have, and would fill the cache."""

MAX_TAGS = 100
"""Profiles have about 20."""

BACKGROUND = (128, 128, 128)
"""Replaces transparent pixels in the average color."""


def convert_colors(image: Image.Image, colors: Sequence[bytes | ColorSpace]) -> tuple[Image.Image, bytes]:
    """Return the picture in RGB or RGBA, and its color profile, b"" for sRGB.

    `colors` are what the picture says about its colors: the first that can be used counts.
    """
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    for color in colors:
        if isinstance(color, ColorSpace) and isinstance(color.curve, str):
            return tone_map(image.convert(mode), color), b""
        converted = _apply_profile(image, color if isinstance(color, bytes) else build_profile(color), mode)
        if converted:
            return converted
    return image if image.mode == mode else image.convert(mode), b""


def average_color(image: Image.Image) -> str:
    """Return the average color, as `#rrggbb`."""
    background = Image.new("RGB", image.size, BACKGROUND)
    background.paste(image, mask=image if image.mode == "RGBA" else None)
    return "#" + background.resize((1, 1), Image.Resampling.BOX).tobytes().hex()


def _apply_profile(image: Image.Image, profile: bytes, mode: str) -> tuple[Image.Image, bytes] | None:
    """Return the picture in sRGB or with a kept profile, or None if its profile is damaged or of another kind."""
    if not _has_valid_red(profile):
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if image.mode == "L" and source.profile.xcolor_space.strip() == "RGB":
            image = image.convert("RGB")
        if image.mode == mode:
            same = _find_same(profile) if len(profile) <= MAX_SAME_BYTES else None
            if same is not None:
                return image, same
        # Browsers show black ink lighter than a screen's black. The perceptual intent would make it as dark.
        intent = Intent.RELATIVE_COLORIMETRIC if image.mode == "CMYK" else Intent.PERCEPTUAL
        return ImageCms.buildTransform(source, _srgb(), image.mode, mode, intent).apply(image), b""
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return None


def _has_valid_red(profile: bytes) -> bool:
    """Whether the red primary, if there's one, is of the type XYZ (ICC.1, 9.2.44). If not, browsers ignore them all."""
    entry = profile.find(b"rXYZ", 132, 132 + 12 * MAX_TAGS)
    offset = int.from_bytes(profile[entry + 4 : entry + 8], "big")
    return entry < 0 or profile[offset : offset + 4] == b"XYZ "


@lru_cache(maxsize=16)
def _find_same(profile: bytes) -> bytes | None:
    """Return which of sRGB (b"") and KEPT_PROFILES a profile is, by what it does to a few colors, or None."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    levels = range(0, 256, 51)
    colors = Image.new("RGB", (len(levels) ** 2, len(levels)))
    colors.putdata([(red, green, blue) for red in levels for green in levels for blue in levels])
    for kept in (b"", *KEPT_PROFILES):
        target = ImageCms.ImageCmsProfile(io.BytesIO(kept)) if kept else _srgb()
        transform = ImageCms.buildTransform(source, target, "RGB", "RGB", Intent.RELATIVE_COLORIMETRIC)
        converted = transform.apply(colors)
        if all(_is_close(*channels) for channels in zip(colors.split(), converted.split(), strict=True)):
            return kept
    return None


def _is_close(one: Image.Image, other: Image.Image) -> bool:
    return all(abs(a - b) <= MAX_DIFFERENCE for a, b in zip(one.tobytes(), other.tobytes(), strict=True))


@lru_cache(maxsize=1)
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
