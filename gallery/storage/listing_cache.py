"""Documents that come again word for word need not be read again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Generic, TypeVar

AT_MOST = 20_000_000
"""Bytes of documents whose readings are kept, those asked for last: the listings of 23,000 photos, which take 50 MB."""

OVERHEAD = 1_000
"""Bytes that even an empty document counts for."""

T = TypeVar("T")


@dataclass(frozen=True)
class _Reading(Generic[T]):
    digest: bytes
    size: int
    result: T


class ParseCache(Generic[T]):
    """The last reading of each source's document.

    The source is asked each time, so nothing here is ever out of date. What is saved is the reading alone, which takes
    fifty times as long as a digest.
    """

    def __init__(self, read: Callable[[bytes], T], at_most: int = AT_MOST) -> None:
        self._read, self._at_most = read, at_most
        self._readings: OrderedDict[Hashable, _Reading[T]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def read(self, source: Hashable, document: bytes) -> T:
        """What the document of a source says, and the same object while it says nothing else."""
        digest = sha256(document).digest()
        with self._lock:
            reading = self._readings.get(source)
        if not reading or reading.digest != digest:
            reading = _Reading(digest, len(document) + OVERHEAD, self._read(document))
        self._keep(source, reading)
        return reading.result

    def _keep(self, source: Hashable, reading: _Reading[T]) -> None:
        with self._lock:
            before = self._readings.pop(source, None)
            self._readings[source] = reading
            self._size += reading.size - (before.size if before else 0)
            while self._size > self._at_most:
                self._size -= self._readings.popitem(last=False)[1].size
