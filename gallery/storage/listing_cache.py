"""A cache of parsed listing pages, keyed by request."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Generic, TypeVar

MAX_BYTES = 20_000_000
"""Bytes of the responses whose pages are cached: listings of 23,000 photos, which take 50 MB of memory."""

OVERHEAD = 1_000
"""Bytes added to each response, so that many empty ones don't fill the memory."""

T = TypeVar("T")


@dataclass(frozen=True)
class _Entry(Generic[T]):
    digest: bytes
    size: int
    page: T


class ParseCache(Generic[T]):
    """Keeps the last page of each request, and parses a response only when it differs from the one before.

    Requests are always sent, so no page is ever stale. Parsing takes fifty times as long as hashing.
    """

    def __init__(self, parse: Callable[[bytes], T], max_bytes: int = MAX_BYTES) -> None:
        self._parse, self._max_bytes = parse, max_bytes
        self._entries: OrderedDict[Hashable, _Entry[T]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def parse(self, request: Hashable, body: bytes) -> T:
        """Return the page in a response's body: the same object while the response stays the same."""
        digest = sha256(body).digest()
        with self._lock:
            entry = self._entries.get(request)
        if not entry or entry.digest != digest:
            entry = _Entry(digest, len(body) + OVERHEAD, self._parse(body))
        self._store(request, entry)
        return entry.page

    def _store(self, request: Hashable, entry: _Entry[T]) -> None:
        with self._lock:
            replaced = self._entries.pop(request, None)
            self._entries[request] = entry
            self._size += entry.size - (replaced.size if replaced else 0)
            while self._size > self._max_bytes:  # drop the least recently used
                self._size -= self._entries.popitem(last=False)[1].size
