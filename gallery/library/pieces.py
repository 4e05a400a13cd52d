"""The pieces of a file that were received, each with the MD5 that its sender says it has."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache

from gallery.errors import Changed, MissingPieces, NotFound
from gallery.model.blobs import Blob
from gallery.model.identities import MAX_MD5_BYTES, identity_of_pieces
from gallery.pictures.source import Source
from gallery.storage.concurrency import run_all
from gallery.storage.container import Container
from gallery.storage.properties import md5_of, new_md5

AT_A_TIME = 3
"""Pieces in memory. More of them wouldn't be faster."""

MAX_READS = 2
"""A piece may have been damaged on its way from storage, so one that differs is read again."""

REMEMBERED = 2
"""Pieces in memory while a video is decoded: its index, and its first pictures."""


@dataclass(frozen=True)
class Pieces:
    """All pieces of a file. Everything that's read from them is checked."""

    container: Container = field(repr=False)
    blobs: Mapping[int, Blob]
    """Those that have arrived, by number."""
    lengths: Sequence[int]
    """Bytes that each piece must have."""
    md5s: Sequence[bytes]
    """Of each piece, from its sender."""

    @property
    def length(self) -> int:
        """Bytes of the file."""
        return sum(self.lengths)

    def require_all(self) -> None:
        """Raise MissingPieces unless all have arrived. For a small file, it has those that differ, too."""
        missing = [number for number in range(len(self.lengths)) if not self._has_arrived(number)]
        if missing and self.length <= MAX_MD5_BYTES:
            deque(self, maxlen=0)
        if missing:
            raise MissingPieces(missing)

    def read(self, number: int) -> bytes:
        """Return a piece. Raises MissingPieces if it's gone or different."""
        for _ in range(MAX_READS if self._has_arrived(number) else 0):
            with suppress(NotFound, Changed):
                data = self.container.read_unchanged(self.blobs[number], 0, self.lengths[number])
                if md5_of(data) == self.md5s[number]:
                    return data
        raise MissingPieces([number])

    def __iter__(self) -> Iterator[bytes]:
        """Read all pieces, a few at a time. If some are gone or different, raises MissingPieces with all of them."""
        missing: list[int] = []
        for start in range(0, len(self.lengths), AT_A_TIME):
            batch = range(start, min(start + AT_A_TIME, len(self.lengths)))
            for number, data in zip(batch, run_all(self._try_to_read, batch), strict=True):
                if data is None:
                    missing.append(number)
                elif not missing:
                    yield data
        if missing:
            raise MissingPieces(missing)

    def source(self) -> Source:
        """Return the file as a source for decoding it."""
        read = lru_cache(REMEMBERED)(self.read)
        size = self.lengths[0]

        def read_part(start: int, length: int) -> bytes:
            end = min(start + length, self.length)
            parts = (
                read(number)[max(start - number * size, 0) : end - number * size]
                for number in range(start // size, -(-end // size))
            )
            return b"".join(parts)

        return Source(self.length, read_part)

    def compute_identity(self) -> bytes:
        """Return the file's identity, for which a small one is read. Raises MissingPieces."""
        if self.length > MAX_MD5_BYTES:
            return identity_of_pieces(self.length, self.md5s)
        whole = new_md5()
        for data in self:
            whole.update(data)
        return whole.digest()

    def _has_arrived(self, number: int) -> bool:
        return number in self.blobs and self.blobs[number].length == self.lengths[number]

    def _try_to_read(self, number: int) -> bytes | None:
        try:
            return self.read(number)
        except MissingPieces:
            return None
