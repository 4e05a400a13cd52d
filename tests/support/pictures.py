"""Small pictures made for tests."""

import io
from datetime import datetime

from PIL import Image


def jpeg(color: str = "teal", size: tuple[int, int] = (60, 40), taken: datetime | None = None) -> bytes:
    """A JPEG of one color, with EXIF DateTimeOriginal if `taken` is given, and OffsetTimeOriginal if that's known."""
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = f"{taken:%Y:%m:%d %H:%M:%S}"
    if taken and taken.tzinfo:
        exif.get_ifd(0x8769)[0x9011] = taken.isoformat()[-6:]
    return encode(Image.new("RGB", size, color), "JPEG", exif=exif)


def png(color: str = "teal", size: tuple[int, int] = (60, 40)) -> bytes:
    """A PNG of one color."""
    return encode(Image.new("RGB", size, color), "PNG")


def encode(image: Image.Image, pillow_format: str, **options: object) -> bytes:
    """Encode an image."""
    file = io.BytesIO()
    image.save(file, pillow_format, **options)
    return file.getvalue()
