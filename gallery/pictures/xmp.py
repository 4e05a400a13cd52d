"""Find dates, keywords and ratings in XMP packets without parsing XML: a search can't be made to expand entities."""

import codecs
import html
import re
from collections.abc import Iterator

from gallery.pictures.dates import xmp_date

MAX_XMP_BYTES = 1_000_000
"""Cameras write about 10 kB of XMP, with the dates near its start."""

DATES = ("exif:DateTimeOriginal", "photoshop:DateCreated")
"""When the picture was taken (XMP specification part 2). `xmp:CreateDate` can be when an editor created the file."""

RATING = "(?:xmp|xap):Rating"
"""Stars (XMP specification part 1, 8.4). Old software calls its namespace `xap`."""


def _simple_property(name: str) -> re.Pattern[str]:
    """Return an expression for a simple property, which is an attribute or an element."""
    return re.compile(
        rf"""{name}(?:\s{{0,20}}=\s{{0,20}}["']|(?:\s[^<>]{{0,200}})?>)\s{{0,100}}([^"'<>]{{1,64}})["'<]"""
    )


_DATES = [_simple_property(name) for name in DATES]
_RATING = _simple_property(RATING)

_KEYWORDS = re.compile(r"<dc:subject(?:\s[^<>]{0,200})?>")
_KEYWORDS_END = "</dc:subject>"
_ITEM = re.compile(r"<rdf:li(?:\s[^<>]{0,200})?>([^<>]{1,1000})</rdf:li>")
"""Keywords are items of an array (XMP specification part 1, 7.7 and 8.3)."""

_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def xmp_dates(packet: bytes) -> Iterator[str]:
    """Yield when the picture was taken, according to each property."""
    text = decode_packet(packet)
    for pattern in _DATES:
        match = pattern.search(text)
        taken = xmp_date(match[1]) if match else None
        if taken:
            yield taken


def xmp_keywords(packet: bytes) -> Iterator[str]:
    """Yield the keywords."""
    text = decode_packet(packet)
    start = _KEYWORDS.search(text)
    if start:
        end = text.find(_KEYWORDS_END, start.end())
        for item in _ITEM.finditer(text, start.end(), max(end, start.end())):
            yield html.unescape(item[1])


def xmp_rating(packet: bytes) -> str | None:
    """Return the rating as it's written: a number, -1 for rejected pictures."""
    match = _RATING.search(decode_packet(packet))
    return match and match[1]


def decode_packet(packet: bytes) -> str:
    """Return the text of a packet."""
    return packet[:MAX_XMP_BYTES].decode(_UTF_16.get(packet[:2], "utf-8"), "replace")
