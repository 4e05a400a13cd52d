"""Open a picture: take its file apart, repair what decoders trip over, and let Pillow read the rest."""

import io
import os
from collections.abc import Callable

# For a format that it doesn't know yet, Pillow imports all its plugins. With these two, it knows all of ours.
from PIL import AvifImagePlugin, Image, ImageFile, WebPImagePlugin  # noqa: F401 - importing registers them

from gallery.pictures import gif_file, heif_file, jpeg_file, png_file, webp_file
from gallery.pictures.formats import AVIF, GIF, HEIC, JPEG, PNG, WEBP, PictureFormat
from gallery.pictures.partial_file import PartialFile
from gallery.pictures.picture_file import PictureFile, trim_exif
from gallery.pictures.raw import raw_file
from gallery.pictures.source import Source

# Pillow's own limit is below what cameras make. The caller has its own.
Image.MAX_IMAGE_PIXELS = None

TAKE_APART: dict[PictureFormat, Callable[[bytes], PictureFile]] = {
    JPEG: jpeg_file.take_apart,
    PNG: png_file.take_apart,
    GIF: gif_file.take_apart,
    HEIC: heif_file.take_apart(b"heic"),
    AVIF: heif_file.take_apart(b"avif"),
}

TAKE_HEAD_APART: dict[PictureFormat, Callable[[PartialFile], PictureFile | None]] = {
    JPEG: jpeg_file.take_head_apart,
    PNG: png_file.take_head_apart,
    GIF: gif_file.take_head_apart,
    WEBP: webp_file.take_head_apart,
    HEIC: heif_file.take_heic_head_apart,
    AVIF: heif_file.take_avif_head_apart,
}
"""They return a file's metadata and size as far as its first bytes have them, without its pixels, or None if they don't
have the size. They raise MissingBytes if the metadata is elsewhere, and anything on hostile bytes."""


def take_apart(data: bytes, picture_format: PictureFormat) -> PictureFile:
    """Return the parts of a file. Those of other formats than JPEG and PNG have their metadata after open_picture().

    Those of a raw file are the parts of the JPEG in it.
    """
    if picture_format.is_raw:
        return raw_file.take_apart(Source.of(data), picture_format.name)
    function = TAKE_APART.get(picture_format)
    return function(data) if function else PictureFile(data)


def take_head_apart(file: PartialFile, picture_format: PictureFormat) -> PictureFile | None:
    """Return the metadata and size of a file, see TAKE_HEAD_APART. Raises anything on hostile bytes."""
    if picture_format.is_raw:
        return raw_file.take_head_apart(file, picture_format.name)
    return TAKE_HEAD_APART[picture_format](file)


def open_picture(parts: PictureFile, picture_format: PictureFormat) -> ImageFile.ImageFile:
    """Return the picture, not decoded yet, and complete its parts. Raises anything on hostile bytes."""
    if picture_format == HEIC:
        _register_heif()
    image = Image.open(io.BytesIO(parts.pixels), formats=picture_format.pillow_formats)
    if picture_format not in (JPEG, PNG):
        parts.exif = trim_exif(_pop_bytes(image, "exif"))
        parts.xmp = parts.xmp or _pop_bytes(image, "xmp")
        profile = _pop_bytes(image, "icc_profile")
        parts.colors = [profile, *parts.colors] if profile else parts.colors
    if parts.transparent is not None:
        image.info["transparency"] = parts.transparent
    return image


def clear_outside_frame(image: Image.Image, frame: tuple[int, int, int, int]) -> Image.Image:
    """Return a decoded GIF that's transparent outside its first frame, which Pillow fills with a color."""
    if frame == (0, 0, *image.size):
        return image
    clear = Image.new("RGBA", image.size)
    clear.paste(image.convert("RGBA").crop(frame), frame)
    return clear


def _register_heif() -> None:
    import pillow_heif  # noqa: PLC0415 - it takes 60 ms, and most photos are JPEG

    pillow_heif.register_heif_opener(
        thumbnails=False, depth_images=False, aux_images=False, decode_threads=os.cpu_count() or 1
    )


def _pop_bytes(image: Image.Image, key: str) -> bytes:
    value = image.info.pop(key, None)
    return value if isinstance(value, bytes) else b""
