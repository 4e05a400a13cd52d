"""Chunks: lines of text, compressed some at a time, so that few lines are read without decompressing all."""

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial

CHUNK_LINES = 64
"""A page needs the lines of few folders, and most of them are neighbors."""

LEVEL = 4
"""gzip's level: a third of the time of level 9, for a tenth more bytes."""


class Chunk:
    """Some lines, decompressed when the first is needed."""

    def __init__(self, read: Callable[[], list[str]]) -> None:
        self._read = read

    def line(self, number: int) -> str:
        """Return a line by its number among those of all chunks; "" if another tool wrote this chunk without it."""
        number %= CHUNK_LINES
        return self._lines[number] if number < len(self._lines) else ""

    @cached_property
    def _lines(self) -> list[str]:
        return self._read()


def pack_lines(lines: Sequence[str]) -> list[bytes]:
    """Return the lines in chunks."""
    starts = range(0, len(lines), CHUNK_LINES)
    return [gzip.compress("\n".join(lines[at : at + CHUNK_LINES]).encode(), LEVEL, mtime=0) for at in starts]


def read_chunks(packed: bytes, lengths: Iterable[int]) -> Iterator[Chunk]:
    """Yield the chunks with these lengths in bytes, one after the other."""
    start = 0
    for length in lengths:
        yield Chunk(partial(_decompress, packed[start : start + length]))
        start += length


def _decompress(chunk: bytes) -> list[str]:
    try:
        return gzip.decompress(chunk).decode().split("\n")
    except (OSError, EOFError, zlib.error, ValueError):
        return []
