"""Captions, tags, lenses and places for the rows of a fake library, so that there's something to search."""

from zlib import crc32

from gallery.library.index.rows import Row, photo_of_row
from gallery.library.search.photo_texts import read_private_text_of
from gallery.model.embedded_facts import EmbeddedFacts

WORDS = (
    *("beach", "sunset", "family", "dinner", "anna", "birthday", "hiking", "mountain", "lake", "garden", "museum"),
    *("Straße", "Café", "été", "Zürich", "東京"),
)
PLACES = ((41.9, 12.5), (52.5, 13.4), (59.9, 10.7), (51.8, 19.5), (-23.5, -46.6), (None, None))

CAPTIONED, TAGGED = 10, 3
"""One photo in as many has a caption, or tags."""


def describe(row: Row) -> Row:
    """Return the row with what depends on its name alone."""
    seed = crc32(row.name.encode())
    words = [WORDS[(seed >> shift) % len(WORDS)] for shift in range(0, 24, 4)]
    latitude, longitude = PLACES[seed % len(PLACES)]
    facts = EmbeddedFacts(
        "Canon EOS 5D Mark IV",
        "EF24-105mm f/4L IS USM",
        latitude,
        longitude,
        " ".join(words) if seed % CAPTIONED == 0 else "",
        tuple(words[:3]) if seed % TAGGED == 0 else (),
    ).metadata()
    row = row._replace(**facts)
    return row._replace(text=read_private_text_of(photo_of_row(row)))
