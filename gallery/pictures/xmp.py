"""Find dates in XMP packets without parsing XML: unlike a parser, a search can't expand entities."""

import codecs
import re
from collections.abc import Iterator

from gallery.pictures.dates import xmp_date

MAX_XMP_BYTES = 1_000_000
"""Cameras write about 10 kB of XMP, with the dates near its start."""

DATES = ("exif:DateTimeOriginal", "photoshop:DateCreated")
"""When the picture was taken (XMP specification part 2). `xmp:CreateDate` can be when an editor created the file."""

_PROPERTIES = [
    re.compile(rf"""{name}(?:\s{{0,20}}=\s{{0,20}}["']|(?:\s[^<>]{{0,200}})?>)\s{{0,100}}([^"'<>]{{1,64}})["'<]""")
    for name in DATES
]
"""A simple property is an attribute or an element."""

_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def xmp_dates(packet: bytes) -> Iterator[str]:
    """Yield when the picture was taken, according to each property."""
    if not packet:
        return
    text = packet[:MAX_XMP_BYTES].decode(_UTF_16.get(packet[:2], "utf-8"), "replace")
    for pattern in _PROPERTIES:
        match = pattern.search(text)
        taken = xmp_date(match[1]) if match else None
        if taken:
            yield taken
