"""A file of which only some bytes were read."""

from dataclasses import dataclass


class MissingBytes(Exception):
    """Bytes that weren't read are needed, from `position` on."""

    def __init__(self, position: int) -> None:
        super().__init__()
        self.position = position


@dataclass(frozen=True)
class PartialFile:
    """The start of a file, and perhaps one other part."""

    start: bytes
    length: int
    """Of the whole file."""
    part: bytes = b""
    part_at: int = 0
    """The part's position in the file."""

    @property
    def is_whole(self) -> bool:
        """Whether the start is all there is."""
        return len(self.start) >= self.length

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes between two positions. Raises MissingBytes."""
        if end <= len(self.start):
            return self.start[start:end]
        if self.part_at <= start and end <= self.part_at + len(self.part):
            return self.part[start - self.part_at : end - self.part_at]
        raise MissingBytes(start)
