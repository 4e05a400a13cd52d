"""A cache of things that never change, limited by size."""

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")


class SizedCache(Generic[T]):
    """Keeps what was used last, up to a total size."""

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._items: OrderedDict[str, tuple[T, int]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> T | None:
        """Return what was added under the key, or None."""
        with self._lock:
            if key not in self._items:
                return None
            self._items.move_to_end(key)
            return self._items[key][0]

    def add(self, key: str, item: T, size: int) -> None:
        """Keep an item, and drop the least recently used ones that don't fit anymore."""
        with self._lock:
            self._size += size - self._items.pop(key, (item, 0))[1]
            self._items[key] = item, size
            while self._size > self._max_size:
                self._size -= self._items.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._items.clear()
            self._size = 0
