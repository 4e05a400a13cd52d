"""Small pictures made for tests."""

import io
from collections.abc import Mapping
from datetime import datetime

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

EXIF_IFD, GPS_IFD = 0x8769, 0x8825
ROME = {1: "N", 2: (41.0, 54.0, 10.0), 3: "E", 4: (12.0, 27.0, 12.24)}
"""GPS tags: 41.902778, 12.4534."""

KEYWORDS_AND_STARS = b"""<rdf:Description xmp:Rating="4"><dc:subject><rdf:Bag>
<rdf:li>Roma</rdf:li><rdf:li>ruins &amp; marble</rdf:li></rdf:Bag></dc:subject></rdf:Description>"""
"""An XMP packet."""


def jpeg(color: str = "teal", size: tuple[int, int] = (60, 40), taken: datetime | None = None) -> bytes:
    """A JPEG of one color, with EXIF DateTimeOriginal if `taken` is given, and OffsetTimeOriginal if that's known."""
    exif = Image.Exif()
    if taken:
        exif.get_ifd(EXIF_IFD)[0x9003] = f"{taken:%Y:%m:%d %H:%M:%S}"
    if taken and taken.tzinfo:
        exif.get_ifd(EXIF_IFD)[0x9011] = taken.isoformat()[-6:]
    return encode(Image.new("RGB", size, color), "JPEG", exif=exif)


def png(color: str = "teal", size: tuple[int, int] = (60, 40)) -> bytes:
    """A PNG of one color."""
    return encode(Image.new("RGB", size, color), "PNG")


def picture_with_exif(picture_format: str = "JPEG", gps: Mapping[int, object] = ROME, xmp: bytes = b"") -> bytes:
    """A picture with camera, lens, location and description."""
    exif = Image.Exif()
    exif.update({270: "Forum, à l'aube".encode(), 271: "Canon", 272: "Canon EOS 40D"})
    exif.get_ifd(EXIF_IFD).update(
        {0x829A: IFDRational(1, 160), 0x829D: 7.1, 0x8827: 100, 0x920A: 135.0, 0xA434: "EF 70"}
    )
    exif.get_ifd(GPS_IFD).update(gps)
    packet = {"xmp": xmp} if xmp else {}
    return encode(Image.new("RGB", (60, 40), "teal"), picture_format, exif=exif, **packet)


def encode(image: Image.Image, pillow_format: str, **options: object) -> bytes:
    """Encode an image."""
    file = io.BytesIO()
    image.save(file, pillow_format, **options)
    return file.getvalue()
