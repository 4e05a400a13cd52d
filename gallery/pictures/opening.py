"""Open a picture: take its file apart, repair what decoders trip over, and let Pillow read the rest."""

import io
import os
from collections.abc import Callable

# For a format that it doesn't know yet, Pillow imports all its plugins. With these two, it knows all of ours.
from PIL import AvifImagePlugin, Image, WebPImagePlugin  # noqa: F401 - importing registers them

from gallery.pictures import jpeg_file, png_file
from gallery.pictures.formats import HEIC, JPEG, PNG, PictureFormat
from gallery.pictures.picture_file import PictureFile, trim_exif

# Pillow's own limit is below what cameras make. The caller has its own.
Image.MAX_IMAGE_PIXELS = None

TAKE_APART: dict[PictureFormat, Callable[[bytes], PictureFile]] = {
    JPEG: jpeg_file.take_apart,
    PNG: png_file.take_apart,
}


def open_picture(data: bytes, picture_format: PictureFormat) -> tuple[Image.Image, PictureFile]:
    """Return the picture, not decoded yet, and the parts of its file. Raises anything on hostile bytes."""
    take_apart = TAKE_APART.get(picture_format)
    file = take_apart(data) if take_apart else PictureFile(data)
    if picture_format == HEIC:
        _register_heif()
    image = Image.open(io.BytesIO(file.pixels), formats=picture_format.pillow_formats)
    if take_apart:
        image.info["icc_profile"] = file.profile
    else:
        file.exif = trim_exif(_pop_bytes(image, "exif"))
        file.xmp = _pop_bytes(image, "xmp")
    if file.transparent is not None:
        image.info["transparency"] = file.transparent
    return image, file


def _register_heif() -> None:
    import pillow_heif  # noqa: PLC0415 - it takes 60 ms, and most photos are JPEG

    pillow_heif.register_heif_opener(
        thumbnails=False, depth_images=False, aux_images=False, decode_threads=os.cpu_count() or 1
    )


def _pop_bytes(image: Image.Image, key: str) -> bytes:
    value = image.info.pop(key, None)
    return value if isinstance(value, bytes) else b""
