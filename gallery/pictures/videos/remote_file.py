"""A file that FFmpeg reads through a Source, in few requests."""

import io
from collections import OrderedDict

from gallery.errors import BrokenPicture
from gallery.pictures.source import Source

CHUNK_BYTES = 256 << 10
"""Read at once, because each request to storage takes as long as transferring about this much."""

MAX_CHUNKS = 16
"""Kept, because sound and pictures of the same moment can be far apart in a file: 4 MB."""


class TooMuchRead(OSError):
    """The file makes FFmpeg read too much of it."""


class RemoteFile(io.RawIOBase):
    """The file object that PyAV needs."""

    def __init__(self, source: Source, max_bytes: int, chunk_bytes: int = CHUNK_BYTES) -> None:
        super().__init__()
        self._source, self._left, self._chunk_bytes = source, max_bytes, chunk_bytes
        self._chunks: OrderedDict[int, bytes] = OrderedDict()
        self._position = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a position. Raises OSError for one before the start."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._source.length}[whence]
        if base + offset < 0:
            raise OSError("There's nothing before the start of a file.")
        self._position = base + offset
        return self._position

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, at least one before the end. Raises OSError."""
        if self._position >= self._source.length or not size:
            return b""
        number, offset = divmod(self._position, self._chunk_bytes)
        data = self._chunk(number)[offset:] if size < 0 else self._chunk(number)[offset : offset + size]
        self._position += len(data)
        return data

    def _chunk(self, number: int) -> bytes:
        if number not in self._chunks:
            self._chunks[number] = self._load(number * self._chunk_bytes)
            if len(self._chunks) > MAX_CHUNKS:
                self._chunks.popitem(last=False)
        self._chunks.move_to_end(number)
        return self._chunks[number]

    def _load(self, start: int) -> bytes:
        length = min(self._chunk_bytes, self._source.length - start)
        self._left -= length
        if self._left < 0:
            raise TooMuchRead
        data = self._source.read(start, length)
        if len(data) != length:
            raise BrokenPicture("The file has changed while it was read.")
        return data
