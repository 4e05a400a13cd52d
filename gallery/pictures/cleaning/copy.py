"""Make copies of pictures without metadata."""

import struct
from collections.abc import Callable

from gallery.pictures import gif_file, heif_file, jpeg_file, png_file, webp_file
from gallery.pictures.cleaning.exif import Additions
from gallery.pictures.cleaning.gif import clean_gif
from gallery.pictures.cleaning.heif import clean_heif
from gallery.pictures.cleaning.jpeg import clean_jpeg
from gallery.pictures.cleaning.png import clean_png
from gallery.pictures.cleaning.webp import clean_webp
from gallery.pictures.embedded_facts import read_tags
from gallery.pictures.formats import AVIF, GIF, HEIC, JPEG, PNG, WEBP, PictureFormat
from gallery.pictures.partial_file import PartialFile
from gallery.pictures.picture_file import PictureFile
from gallery.pictures.tiff import GPS_IFD, ORIENTATION

CLEANERS: dict[PictureFormat, Callable[[bytes, Additions], bytes]] = {
    JPEG: clean_jpeg,
    PNG: clean_png,
    GIF: clean_gif,
    WEBP: clean_webp,
    HEIC: clean_heif,
    AVIF: clean_heif,
}

READERS: dict[PictureFormat, Callable[[bytes], PictureFile | None]] = {
    JPEG: jpeg_file.take_apart,
    PNG: png_file.take_apart,
    GIF: gif_file.take_apart,
    WEBP: lambda data: webp_file.take_head_apart(PartialFile(data, len(data))),
    HEIC: heif_file.take_apart(b"heic"),
    AVIF: heif_file.take_apart(b"avif"),
}

ALLOWED_TAGS = frozenset({ORIENTATION, GPS_IFD})


class NotCopyable(Exception):
    """A picture has parts that nobody here knows, so a copy of it could contain anything."""


def make_clean_copy(data: bytes, picture_format: PictureFormat, additions: Additions) -> bytes:
    """Return the picture with the same pixels and colors, and without metadata, except for the additions.

    It says how it's turned. Raises NotCopyable.
    """
    try:
        copy = CLEANERS[picture_format](data, additions)
        _check(copy, picture_format, additions)
    except (ValueError, LookupError, struct.error) as error:
        raise NotCopyable(str(error)) from error
    return copy


def _check(copy: bytes, picture_format: PictureFormat, additions: Additions) -> None:
    """Take the copy apart: there must be nothing left to remove, and nothing that the gallery's readers find."""
    if CLEANERS[picture_format](copy, additions) != copy:
        raise ValueError("something is left")
    parts = READERS[picture_format](copy)
    exif = parts.exif or parts.old_exif if parts else b""
    tags = read_tags(exif)
    if parts is None or parts.xmp or parts.iptc or tags.exif or not tags.picture.keys() <= ALLOWED_TAGS:
        raise ValueError("metadata is left")
    if exif and not additions.location and tags.gps:
        raise ValueError("a location is left")
