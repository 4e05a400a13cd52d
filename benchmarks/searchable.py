"""Captions, tags, lenses and places for the rows of a fake library, so that there's something to search."""

from urllib.parse import quote
from zlib import crc32

from gallery.library.index.rows import Row

WORDS = (
    *("beach", "sunset", "family", "dinner", "anna", "birthday", "hiking", "mountain", "lake", "garden", "museum"),
    *("Straße", "Café", "été", "Zürich", "東京"),
)
PLACES = ("Rome, Italy", "Berlin, Germany", "Oslo, Norway", "Łódź, Poland", "São Paulo, Brazil", "")
LENS = quote("EF24-105mm f/4L IS USM", safe="")

CAPTIONED, TAGGED = 10, 3
"""One photo in as many has a caption, or tags."""


def describe(row: Row) -> Row:
    """Return the row with what depends on its name alone."""
    seed = crc32(row.name.encode())
    words = [quote(WORDS[(seed >> shift) % len(WORDS)], safe="") for shift in range(0, 24, 4)]
    return row._replace(
        camera=quote("Canon EOS 5D Mark IV", safe=""),
        lens=LENS,
        embedded_caption="%20".join(words) if seed % CAPTIONED == 0 else "",
        embedded_tags=",".join(words[:3]) if seed % TAGGED == 0 else "",
        place=PLACES[seed % len(PLACES)],
    )
