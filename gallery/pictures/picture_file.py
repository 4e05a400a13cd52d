"""A picture file taken apart: what a decoder needs, and the metadata that we read ourselves.

Decoders reject pictures for oddities of metadata that browsers don't even look at.
"""

from dataclasses import dataclass, field

from gallery.pictures.color_profiles import ColorSpace
from gallery.pictures.tiff import ExifTags
from gallery.translations import Text


@dataclass
class PictureFile:
    """The parts of a picture file. Missing ones are empty."""

    pixels: bytes
    """A file for the decoder."""
    exif: bytes = b""
    """Starts with a TIFF header."""
    old_exif: bytes = b""
    """The same, where browsers ignore its orientation: a PNG's after the pixels, or in ImageMagick's raw profile, and
    that of HEIC and AVIF, which have their orientation elsewhere."""
    xmp: bytes = b""
    iptc: bytes = b""
    """IPTC-IIM records."""
    colors: list[bytes | ColorSpace] = field(default_factory=list)
    """What the file says about its colors, the most important first: ICC profiles, or color spaces without one. sRGB if
    there's nothing that can be used."""
    size: tuple[int, int] | None = None
    """Width and height, if known without the decoder."""
    unsupported: Text | None = None
    """What the file is instead of a picture that can be decoded, if it's known."""
    transparent: int | tuple[int, ...] | None = None
    """The transparent gray or RGB color of a PNG, in the range of the decoded picture's mode."""
    is_complete: bool = True
    """Whether it has all dates. If not, the rest of the file may have some that only `exif` takes precedence over."""
    raw_tags: ExifTags = field(default_factory=ExifTags)
    """Those of the raw file that a JPEG is in. They take precedence, except for the orientation."""


def trim_exif(block: bytes) -> bytes:
    """Return EXIF data from its TIFF header on. What precedes it depends on the container, and on who wrote it."""
    return block[6:] if block.startswith(b"Exif\0") else block
