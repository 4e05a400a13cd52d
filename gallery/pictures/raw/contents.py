"""What a raw file has that the gallery uses."""

from dataclasses import dataclass, field
from typing import NamedTuple

from gallery.pictures.tiff import ExifTags


class Extent(NamedTuple):
    """A part of a file."""

    start: int
    length: int
    """Bytes."""


@dataclass
class RawContents:
    """Where a raw file has JPEGs, if they are some, and its own metadata. Missing parts are empty."""

    previews: list[Extent] = field(default_factory=list)
    tags: ExifTags = field(default_factory=ExifTags)
    xmp: bytes = b""
    iptc: bytes = b""
