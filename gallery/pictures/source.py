"""A file that's read in parts, because it may be too large for memory."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A file of which any part can be read."""

    length: int
    """Bytes."""
    read: Callable[[int, int], bytes]
    """Return up to a number of bytes, the second argument, from a position on, the first. Raises a GalleryError."""

    @staticmethod
    def of(data: bytes) -> "Source":
        """Return a source for bytes that are in memory."""
        return Source(len(data), lambda start, length: data[start : start + length])
