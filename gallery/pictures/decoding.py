"""Read a picture's facts and make its previews. Hostile bytes can crash this, so it runs in a worker process."""

import io
import os
import re
import warnings
from contextlib import suppress
from typing import Literal

# For a format that it doesn't know yet, Pillow imports all its plugins. With these two, it knows all of ours.
from PIL import AvifImagePlugin, Image, WebPImagePlugin  # noqa: F401 - importing registers them

from gallery.errors import BrokenPicture, GalleryError, TooLarge
from gallery.pictures.dates import xmp_date
from gallery.pictures.exif import Exif, capture_date, exif_of
from gallery.pictures.formats import HEIC, JPEG, PNG, PictureFormat, detect_format
from gallery.pictures.picture import Picture
from gallery.pictures.resizing import TRANSPOSE_BY_ORIENTATION, make_previews, rotate_size

# Pillow's own limit is below what cameras make. _read() has its own.
Image.MAX_IMAGE_PIXELS = None

MAX_XMP_BYTES = 1_000_000
"""Cameras write about 10 kB of XMP, with the dates near its start."""

EXIF_IFD, GPS_IFD = 34665, 34853
ORIENTATION = 274
"""EXIF 2.32, 4.6.3 and 4.6.4."""

XMP_DATES = ("exif:DateTimeOriginal", "photoshop:DateCreated")
"""When the picture was taken (XMP specification part 2). `xmp:CreateDate` can be when an editor created the file."""


def read_picture(data: bytes, file: str, max_pixels: int) -> Picture:
    """Return the facts and previews of a complete picture. `file` is for error messages.

    Raises NotAPicture, TooLarge for more than `max_pixels` pixels, and BrokenPicture for everything else.
    """
    picture_format = detect_format(data, file)
    try:
        with warnings.catch_warnings(action="ignore"):  # Pillow warns of oddities that do no harm
            return _read(data, picture_format, file, max_pixels)
    except GalleryError:
        raise
    except MemoryError as error:
        raise BrokenPicture(f"{file} takes too much memory to decode.") from error
    except Exception as error:  # Decoders may raise anything on hostile bytes.
        raise BrokenPicture(f"{file} is damaged or incomplete.") from error


def read_exif(data: bytes, file: str) -> Exif:
    """Return what the camera wrote about a picture, without what can't be read."""
    try:
        with warnings.catch_warnings(action="ignore"):
            image = _open(data, detect_format(data, file))
            return exif_of(_read_tags(image), _read_gps_tags(image))
    except Exception:  # noqa: BLE001 - see read_picture
        return Exif()


def _read(data: bytes, picture_format: PictureFormat, file: str, max_pixels: int) -> Picture:
    image = _open(data, picture_format)
    pixels = image.width * image.height
    if pixels > max_pixels:
        raise TooLarge(f"{file} has {pixels / 1e6:,.1f} megapixels. The limit is {max_pixels / 1e6:g}.")
    if picture_format == PNG:
        _open(data, picture_format).verify()  # the checksums, which load() ignores
    if picture_format != JPEG:  # which is decoded in a smaller size later
        image.load()  # HEIC has its size, and PNG all its metadata, only after this
    xmp = _pop_xmp(image)
    tags = _read_tags(image)
    orientation = _read_orientation(tags)
    size = rotate_size(image.size, orientation)
    taken, taken_from = _read_capture_date(tags, xmp)
    previews, color = make_previews(image, orientation, size, is_photograph=picture_format in (JPEG, HEIC))
    return Picture(picture_format, *size, taken, taken_from, color, previews)


def _open(data: bytes, picture_format: PictureFormat) -> Image.Image:
    if picture_format == HEIC:
        import pillow_heif  # noqa: PLC0415 - it takes 60 ms, and most photos are JPEG

        pillow_heif.register_heif_opener(
            thumbnails=False, depth_images=False, aux_images=False, decode_threads=os.cpu_count() or 1
        )
    return Image.open(io.BytesIO(data), formats=picture_format.pillow_formats)


def _pop_xmp(image: Image.Image) -> str:
    """Remove and return the XMP packet. Pillow would fall back on its orientation, which browsers ignore."""
    packets = [image.info.pop(key, None) for key in ("xmp", "XML:com.adobe.xmp")]
    packet = packets[0] or packets[1] or b""
    return packet[:MAX_XMP_BYTES] if isinstance(packet, str) else packet[:MAX_XMP_BYTES].decode("utf-8", "replace")


def _read_tags(image: Image.Image) -> dict[int, object]:
    """Return the tags of the picture itself and of its Exif IFD, as far as they can be read."""
    tags: dict[int, object] = {}
    with suppress(Exception):  # Pillow may raise anything.
        exif = image.getexif()
        tags.update(exif)
        tags.update(exif.get_ifd(EXIF_IFD))
    return tags


def _read_gps_tags(image: Image.Image) -> dict[int, object]:
    with suppress(Exception):  # See _read_tags.
        return dict(image.getexif().get_ifd(GPS_IFD))
    return {}


def _read_orientation(tags: dict[int, object]) -> int:
    value = tags.get(ORIENTATION)
    return value if isinstance(value, int) and value in TRANSPOSE_BY_ORIENTATION else 1


def _read_capture_date(tags: dict[int, object], xmp: str) -> tuple[str | None, Literal["exif", "xmp"] | None]:
    taken = capture_date(tags)
    if taken:
        return taken, "exif"
    for name in XMP_DATES:
        taken = xmp_date(_find_xmp_property(xmp, name))
        if taken and "T" in taken:  # A day alone was typed in, and is about what the picture shows.
            return taken, "xmp"
    return None, None


def _find_xmp_property(xmp: str, name: str) -> str | None:
    """Return a simple property, from an attribute or element. Unlike an XML parser, a search can't expand entities."""
    match = re.search(rf"""{name}(?:\s*=\s*["']|>)([^"'<>]{{1,64}})["'<]""", xmp)
    return match[1] if match else None
