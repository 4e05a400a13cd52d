"""Colors of pictures: sRGB, the profiles worth keeping, and the average."""

import io

from PIL import Image, ImageCms

MAX_PROFILE_BYTES = 1024
"""Keeps Display P3 (536) and Adobe RGB (560) for their wide gamut. Larger profiles outweigh a small preview."""

BACKGROUND = (128, 128, 128)
"""Replaces transparent pixels in the average color."""


def convert_to_srgb(image: Image.Image) -> tuple[Image.Image, bytes]:
    """Return the picture in RGB or RGBA, with its color profile if that's small, or else in sRGB with b"".

    An unusable profile is ignored.
    """
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    profile = image.info.get("icc_profile") or b""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        to_srgb = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), image.mode, mode)
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return image if image.mode == mode else image.convert(mode), b""
    if image.mode == mode and len(profile) <= MAX_PROFILE_BYTES:
        return image, profile
    return to_srgb.apply(image), b""


def average_color(image: Image.Image) -> str:
    """Return the average color, as `#rrggbb`."""
    background = Image.new("RGB", image.size, BACKGROUND)
    background.paste(image, mask=image if image.mode == "RGBA" else None)
    return "#" + background.resize((1, 1), Image.Resampling.BOX).tobytes().hex()
