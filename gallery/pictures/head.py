"""The result of reading only the start of a picture's file. Separate from the decoder, like picture.py."""

from dataclasses import dataclass

from gallery.model.embedded_facts import EmbeddedFacts
from gallery.pictures.formats import PictureFormat
from gallery.pictures.picture import DateSource

HEAD_BYTES = 256 << 10
"""How much of a file is read: metadata, with a thumbnail, and where the pixels begin. Some formats have metadata
elsewhere: then as much is read from there."""

RAW_START_BYTES = 1 << 20
"""How much of a raw file is read for its metadata alone."""


@dataclass(frozen=True)
class Head:
    """What a picture's file shows without decoding its pixels: the same as a Picture has, except for the color."""

    format: PictureFormat
    width: int
    """Pixels, after applying the orientation."""
    height: int
    taken: str | None
    """When it was taken; None if the whole file doesn't say it."""
    taken_from: DateSource | None
    embedded: EmbeddedFacts
    """Perhaps not all that the file says. For the owner only."""
    duration: float | None = None
    """See Facts."""
    codecs: str = ""
    """See Facts."""


@dataclass(frozen=True)
class Missing:
    """The metadata is elsewhere in the file."""

    position: int
    """Where. HEAD_BYTES from there on are enough."""
