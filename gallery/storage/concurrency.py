"""Calls of storage that don't wait for each other."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from threading import Lock
from typing import Any, ParamSpec, TypeVar

THREADS = 16
"""Calls under way at once in a process. They keep a core busy where storage answers within 20 ms; more would only be in
each other's way, and in that of uploads.
"""

AHEAD = 16
"""The most that is begun at once before it is known whether it will be needed."""

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")


def submit(call: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> Future[T]:
    """Begins a call. It may wait for one that began before it, never for a later one: that might find no thread."""
    return _pool().submit(call, *arguments, **named)


def submit_deduplicated(call: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> Future[T]:
    """Begins a call that reads, or joins the same one that waits for a thread since somebody else asked for it.

    Only where many ask at once does any wait. Whoever joins sees no less than by a call of its own: it begins later.
    """
    asked = (call, arguments, *named.items())

    def begin() -> T:
        with _lock:
            del _waiting[asked]
        return call(*arguments, **named)

    with _lock:
        if asked not in _waiting:
            _waiting[asked] = _pool().submit(begin)
        return _waiting[asked]


def run_all(call: Callable[[Item], T], items: Iterable[Item]) -> list[T]:
    """The results for all items, in their order."""
    begun = [submit(call, item) for item in items]
    return [one.result() for one in begun]


def prefetch(begin: Callable[[Item], Future[T]], items: Iterable[Item]) -> Iterator[T]:
    """The results in order, as they are asked for: the first costs itself alone, and then ever more begin at once."""
    rest, taken = iter(items), 0
    while batch := list(islice(rest, min(max(taken, 1), AHEAD))):
        taken += len(batch)
        begun = [begin(item) for item in batch]
        yield from (one.result() for one in begun)


_lock = Lock()
_waiting: dict[Hashable, Future[Any]] = {}


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, "storage")


@dataclass
class _CountedLock:
    lock: Lock = field(default_factory=Lock)
    users: int = 0
    """Threads that hold the lock or wait for it."""


class KeyedLock:
    """One lock for each key, which exists only while a thread holds it or waits for it.

    Not reentrant: a thread that holds a key must not ask for it again.
    """

    def __init__(self) -> None:
        self._locks: dict[Hashable, _CountedLock] = {}
        self._guard = Lock()

    @contextmanager
    def hold(self, key: Hashable) -> Iterator[None]:
        """Run the block while no other thread holds an equal key; other keys don't wait."""
        with self._guard:
            counted = self._locks.setdefault(key, _CountedLock())
            counted.users += 1
        try:
            with counted.lock:
                yield
        finally:
            with self._guard:
                counted.users -= 1
                if not counted.users:
                    del self._locks[key]
