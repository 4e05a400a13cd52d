"""Pictures: from bytes to facts and previews.

The only place that uses Pillow. It meets hostile bytes, so it runs in a child process (gallery.decoder).
"""

import io
import os
import re
import warnings
from dataclasses import dataclass
from typing import Literal

# Pillow loads every plugin it has when it is asked for one that it does not know yet; these two are all that is needed.
from PIL import AvifImagePlugin, Image, ImageCms, WebPImagePlugin  # noqa: F401 - imported to be registered

from gallery.dates import exif_date, xmp_date
from gallery.errors import BrokenPicture, GalleryError, TooLarge
from gallery.kinds import HEIC, JPEG, PNG, Kind, kind_of
from gallery.photos import PREVIEW_SIZES

# Pillow's own limit is lower than what cameras make, and its error does not tell the size: _check_pixels does.
Image.MAX_IMAGE_PIXELS = None

VIEWER_SIZE = PREVIEW_SIZES[-1]

WIDEST_ROW = 8
"""A preview for the grid is at most this many times as wide as high, so that a panorama stays small."""

WEBP_QUALITY = 80

SMALL_PROFILE = 1024
"""Bytes. Display P3 (536) and Adobe RGB (560) are kept for their wide gamut; larger ones outweigh a small preview."""

LONGEST_XMP = 1_000_000
"""Bytes. XMP of cameras has some 10 kB; dates stand near its start."""

NEUTRAL = (128, 128, 128)
"""What transparent pixels count as in the average colour."""

DATE_TAGS = ((36867, 37521, 36881), (36868, 37522, 36882))
"""EXIF 2.32: DateTimeOriginal, SubSecTimeOriginal, OffsetTimeOriginal; the same three for Digitized."""

EXIF_IFD = 34665
ORIENTATION = 274
"""EXIF 2.32, 4.6.3 and 4.6.4."""

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture of each EXIF orientation upright. 1 needs nothing, and other values mean nothing."""

XMP_DATES = ("exif:DateTimeOriginal", "photoshop:DateCreated")
"""XMP specification part 2: when the picture was taken. `xmp:CreateDate` alone is when an editor made the file."""


@dataclass(frozen=True)
class Picture:
    """What the gallery knows of a picture."""

    kind: Kind
    width: int
    """Pixels, upright."""
    height: int
    taken: str | None
    """ISO 8601 wall-clock time, see gallery.dates."""
    taken_from: Literal["exif", "xmp"] | None
    colour: str
    """The average, `#rrggbb`."""
    previews: dict[int, bytes]
    """A WebP for each of PREVIEW_SIZES, with nothing of the original's metadata but its colour profile."""


def read_picture(data: bytes, file: str, max_pixels: int) -> Picture:
    """The facts and previews of a picture that is complete.

    Raises NotAPicture, TooLarge for more than `max_pixels` pixels, and BrokenPicture for everything else.
    """
    kind = kind_of(data, file)
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


def _read(data: bytes, kind: Kind, file: str, max_pixels: int) -> Picture:
    image = _open(data, kind)
    _check_pixels(image.size, file, max_pixels)
    if kind == PNG:
        _open(data, kind).verify()  # checksums, which load() does not look at
    if kind != JPEG:
        image.load()  # HEIC knows its size, and PNG all its metadata, only now. JPEG is better decoded smaller.
    xmp = _take_xmp(image)
    exif = _exif(image)
    orientation = _orientation(exif)
    width, height = _turned(image.size, orientation)
    taken, taken_from = _taken(exif, xmp)
    previews, colour = _previews(image, orientation, (width, height))
    return Picture(kind, width, height, taken, taken_from, colour, previews)


def _open(data: bytes, kind: Kind) -> Image.Image:
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


def _orientation(exif: dict[int, object]) -> int:
    value = exif.get(ORIENTATION)
    return value if isinstance(value, int) and value in UPRIGHT else 1


def _turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Width and height as stored from those upright, and the other way round: EXIF orientations 5 to 8 swap them."""
    width, height = size
    return (height, width) if orientation >= 5 else (width, height)  # noqa: PLR2004 - see the docstring


def _taken(exif: dict[int, object], xmp: str) -> tuple[str | None, Literal["exif", "xmp"] | None]:
    for tags in DATE_TAGS:
        taken = exif_date(*(value if isinstance(value := exif.get(tag), str) else None for tag in tags))
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


def _previews(image: Image.Image, orientation: int, upright: tuple[int, int]) -> tuple[dict[int, bytes], str]:
    """All previews, each made from the next larger one, and the average colour of the smallest."""
    targets = {size: _target(upright, size) for size in PREVIEW_SIZES}
    largest_first = sorted(targets, key=lambda size: targets[size], reverse=True)
    picture, profile = _in_srgb(_upright(image, orientation, targets[largest_first[0]]))
    previews = {}
    for size in largest_first:
        picture = _resized(picture, targets[size])
        previews[size] = _webp(picture, profile, method=2 if size == VIEWER_SIZE else 4)
    return previews, _average(picture)


def _target(upright: tuple[int, int], size: int) -> tuple[int, int]:
    """Width and height of a preview: never larger than the picture, and at least one pixel."""
    width, height = upright
    widest, highest = (size, size) if size == VIEWER_SIZE else (size * WIDEST_ROW, size)
    scale = min(1, widest / width, highest / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _upright(image: Image.Image, orientation: int, target: tuple[int, int]) -> Image.Image:
    """The picture at its target size. Turned after it was shrunk: there is less to turn, and JPEG can be drafted."""
    as_stored = _turned(target, orientation)
    image.draft("RGB", as_stored)
    shrunk = _resized(_plain(image), as_stored)
    return shrunk.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else shrunk


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _plain(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be resized well: L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):
        # Pillow's own conversion of 16 bits to 8 clips instead of scaling.
        return image.convert("I").point([value >> 8 for value in range(1 << 16)], "L")
    if image.mode == "1":
        return image.convert("L")
    if image.has_transparency_data and image.mode != "RGBA":
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "RGBA", "CMYK"} else image.convert("RGB")


def _in_srgb(image: Image.Image) -> tuple[Image.Image, bytes]:
    """The picture in RGB with the profile to keep, which is empty for sRGB. An unusable profile counts as none."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    profile = image.info.get("icc_profile") or b""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        to_srgb = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), image.mode, mode)
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return image.convert(mode), b""
    if image.mode == mode and len(profile) <= SMALL_PROFILE:
        return image, profile
    return to_srgb.apply(image), b""


def _webp(image: Image.Image, profile: bytes, method: int) -> bytes:
    """`method` is libwebp's effort, 0 to 6: 4 takes twice as long as 2 for a few per cent fewer bytes."""
    file = io.BytesIO()
    image.save(file, "WEBP", quality=WEBP_QUALITY, method=method, icc_profile=profile, exif=b"", xmp=b"")
    return file.getvalue()


def _average(image: Image.Image) -> str:
    background = Image.new("RGB", image.size, NEUTRAL)
    background.paste(image, mask=image if image.mode == "RGBA" else None)
    return "#" + background.resize((1, 1), Image.Resampling.BOX).tobytes().hex()
