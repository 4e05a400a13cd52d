"""The result of decoding a picture. Separate from the decoder, so that the app doesn't load Pillow."""

from dataclasses import dataclass
from typing import Literal

from gallery.model.embedded_facts import EmbeddedFacts
from gallery.model.orientations import UPRIGHT
from gallery.pictures.formats import PictureFormat

DateSource = Literal["exif", "xmp", "iptc", "video"]
"""Which metadata of a picture has its capture date; `video` stands for all that videos have."""


@dataclass(frozen=True)
class Picture:
    """A picture's facts and previews."""

    format: PictureFormat
    width: int
    """Pixels, after applying the orientation."""
    height: int
    taken: str | None
    """When it was taken: ISO 8601 wall-clock time, see gallery.pictures.dates."""
    taken_from: DateSource | None
    color: str
    """The average, `#rrggbb`."""
    previews: dict[int, bytes]
    """WebP or JPEG for each size asked for, with none of the original's metadata."""
    embedded: EmbeddedFacts
    """For the owner only."""
    orientation: int = UPRIGHT
    """The one in the file, see model/orientations.py."""
    duration: float | None = None
    """See Facts."""
    codecs: str = ""
    """See Facts."""
    motion: str = ""
    """See Facts."""
