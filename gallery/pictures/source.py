"""A file that's read in parts, because it may be too large for memory."""

from collections.abc import Callable
from dataclasses import dataclass

from gallery.errors import BrokenPicture

ReadPart = Callable[[int, int], bytes]
"""Return up to a number of bytes, the second argument, from a position on, the first. Raises a GalleryError."""


@dataclass(frozen=True)
class Source:
    """A file of which any part can be read."""

    length: int
    """Bytes."""
    read: ReadPart

    @staticmethod
    def of(data: bytes) -> "Source":
        """Return a source for bytes that are in memory."""
        return Source(len(data), lambda start, length: data[start : start + length])


@dataclass(frozen=True)
class PartRequest:
    """What a worker sends to get bytes of a source."""

    start: int
    length: int


@dataclass
class ReadLimit:
    """What may be read of a source for one job, so that a hostile file doesn't make it read forever."""

    max_bytes: int
    max_requests: int

    def check(self, request: PartRequest, source: Source, file: str) -> None:
        """Count a request. Raises BrokenPicture if it's one too many, or for bytes that the source doesn't have."""
        self.max_bytes -= request.length
        self.max_requests -= 1
        is_inside = 0 <= request.start < source.length and request.length > 0
        if not is_inside or self.max_bytes < 0 or self.max_requests < 0:
            raise BrokenPicture("%(file)s is damaged. Too much of it would have to be read.", file=file)
