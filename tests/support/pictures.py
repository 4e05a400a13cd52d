"""Small real pictures, made as a test needs them."""

import io
from datetime import datetime

from PIL import Image


def jpeg(colour: str = "teal", size: tuple[int, int] = (60, 40), taken: datetime | None = None) -> bytes:
    """A JPEG of one colour, with EXIF DateTimeOriginal where a time is given."""
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = f"{taken:%Y:%m:%d %H:%M:%S}"
    return encoded(Image.new("RGB", size, colour), "JPEG", exif=exif)


def png(colour: str = "teal", size: tuple[int, int] = (60, 40)) -> bytes:
    """A PNG of one colour."""
    return encoded(Image.new("RGB", size, colour), "PNG")


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """An image as a file of this kind."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()
