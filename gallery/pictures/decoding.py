"""Pictures: from bytes to facts and previews.

Hostile bytes may crash it, so it runs in a worker process (worker_pool.py).
"""

import io
import os
import re
import warnings
from dataclasses import dataclass
from typing import Literal

# Pillow loads every plugin it has when it is asked for one that it does not know yet; these two are all that is needed.
from PIL import AvifImagePlugin, Image, WebPImagePlugin  # noqa: F401 - imported to be registered

from gallery.errors import BrokenPicture, GalleryError, TooLarge
from gallery.pictures.dates import xmp_date
from gallery.pictures.exif import Exif, capture_date, exif_of
from gallery.pictures.formats import HEIC, JPEG, PNG, PictureFormat, detect_format
from gallery.pictures.resizing import UPRIGHT, make_previews, turned

# Pillow's own limit is lower than what cameras make, and its error does not tell the size: _check_pixels does.
Image.MAX_IMAGE_PIXELS = None

LONGEST_XMP = 1_000_000
"""Bytes. XMP of cameras has some 10 kB; dates stand near its start."""

EXIF_IFD, GPS_IFD = 34665, 34853
ORIENTATION = 274
"""EXIF 2.32, 4.6.3 and 4.6.4."""

XMP_DATES = ("exif:DateTimeOriginal", "photoshop:DateCreated")
"""XMP specification part 2: when the picture was taken. `xmp:CreateDate` alone is when an editor made the file."""


@dataclass(frozen=True)
class Picture:
    """What the gallery knows of a picture."""

    kind: PictureFormat
    width: int
    """Pixels, upright."""
    height: int
    taken: str | None
    """ISO 8601 wall-clock time, see gallery.pictures.dates."""
    taken_from: Literal["exif", "xmp"] | None
    colour: str
    """The average, `#rrggbb`."""
    previews: dict[int, bytes]
    """WebP or JPEG for each of PREVIEW_SIZES, with nothing of the original's metadata but its colour profile."""


def read_picture(data: bytes, file: str, max_pixels: int) -> Picture:
    """The facts and previews of a picture that is complete.

    Raises NotAPicture, TooLarge for more than `max_pixels` pixels, and BrokenPicture for everything else.
    """
    kind = detect_format(data, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of oddities that the picture survives
            return _read(data, kind, file, max_pixels)
    except GalleryError:
        raise
    except MemoryError as error:
        raise BrokenPicture(f"{file} takes too much memory to decode.") from error
    except Exception as error:  # Hostile bytes make decoders raise anything.
        raise BrokenPicture(f"{file} is damaged or incomplete.") from error


def read_exif(data: bytes, file: str) -> Exif:
    """What the camera wrote beside a picture. What can't be read is left out."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = _open(data, detect_format(data, file))
            return exif_of(_exif(image), _gps(image))
    except Exception:  # noqa: BLE001 - see read_picture
        return Exif()


def _read(data: bytes, kind: PictureFormat, file: str, max_pixels: int) -> Picture:
    image = _open(data, kind)
    _check_pixels(image.size, file, max_pixels)
    if kind == PNG:
        _open(data, kind).verify()  # checksums, which load() does not look at
    if kind != JPEG:
        image.load()  # HEIC knows its size, and PNG all its metadata, only now. JPEG is better decoded smaller.
    xmp = _take_xmp(image)
    exif = _exif(image)
    orientation = _orientation(exif)
    width, height = turned(image.size, orientation)
    taken, taken_from = _taken(exif, xmp)
    previews, colour = make_previews(image, orientation, (width, height), is_photograph=kind in (JPEG, HEIC))
    return Picture(kind, width, height, taken, taken_from, colour, previews)


def _open(data: bytes, kind: PictureFormat) -> Image.Image:
    if kind == HEIC:
        _register_heic()
    return Image.open(io.BytesIO(data), formats=kind.pillow_formats)


def _register_heic() -> None:
    import pillow_heif  # noqa: PLC0415 - it costs 60 ms, and most photos are JPEG

    pillow_heif.register_heif_opener(
        thumbnails=False, depth_images=False, aux_images=False, decode_threads=os.cpu_count() or 1
    )


def _check_pixels(size: tuple[int, int], file: str, max_pixels: int) -> None:
    pixels = size[0] * size[1]
    if pixels > max_pixels:
        raise TooLarge(
            f"{file} has {pixels / 1_000_000:,.1f} megapixels; the gallery takes up to {max_pixels / 1_000_000:g}."
        )


def _take_xmp(image: Image.Image) -> str:
    """The XMP packet, taken off the picture: Pillow would fall back on its orientation, which browsers ignore."""
    packets = [image.info.pop(key, None) for key in ("xmp", "XML:com.adobe.xmp")]
    packet = packets[0] or packets[1] or b""
    return packet[:LONGEST_XMP] if isinstance(packet, str) else packet[:LONGEST_XMP].decode("utf-8", "replace")


def _exif(image: Image.Image) -> dict[int, object]:
    """The tags of the picture itself and of its Exif IFD. What can't be read is left out: it is no reason to refuse."""
    tags: dict[int, object] = {}
    try:
        exif = image.getexif()
        tags.update(exif)
        tags.update(exif.get_ifd(EXIF_IFD))
    except Exception:  # noqa: BLE001, S110 - Pillow's reader raises anything
        pass
    return tags


def _gps(image: Image.Image) -> dict[int, object]:
    try:
        return dict(image.getexif().get_ifd(GPS_IFD))
    except Exception:  # noqa: BLE001 - see _exif
        return {}


def _orientation(exif: dict[int, object]) -> int:
    value = exif.get(ORIENTATION)
    return value if isinstance(value, int) and value in UPRIGHT else 1


def _taken(exif: dict[int, object], xmp: str) -> tuple[str | None, Literal["exif", "xmp"] | None]:
    taken = capture_date(exif)
    if taken:
        return taken, "exif"
    for name in XMP_DATES:
        taken = xmp_date(_xmp_property(xmp, name))
        if taken and "T" in taken:  # A day alone was typed in by someone, about what the picture shows.
            return taken, "xmp"
    return None, None


def _xmp_property(xmp: str, name: str) -> str | None:
    """A simple property, as attribute or element. A search cannot be led astray by entities, as an XML parser can."""
    match = re.search(rf"""{name}(?:\s*=\s*["']|>)([^"'<>]{{1,64}})["'<]""", xmp)
    return match[1] if match else None
