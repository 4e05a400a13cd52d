"""Concurrent storage calls, and locks for work that must not be concurrent."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from threading import Lock
from typing import Any, ParamSpec, TypeVar
from weakref import WeakValueDictionary

THREADS = 16
"""Storage calls at a time: they keep a core busy if storage responds in 20 ms. More would slow uploads down."""

MAX_PREFETCH = 16
"""The most calls that are started before their results are needed."""

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")

_pool = ThreadPoolExecutor(THREADS, "storage")
_queued: dict[Hashable, Future[Any]] = {}
_queue_lock = Lock()


def submit(call: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> Future[T]:
    """Start a call in a thread. It may wait for earlier calls, but never for later ones, which might get no thread."""
    return _pool.submit(call, *arguments, **named)


def submit_deduplicated(call: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> Future[T]:
    """Start a call that only reads, or share an equal one that is queued because all threads are busy.

    The result is never older than the request for it, because a call that has already begun isn't shared.
    """
    key = (call, arguments, *named.items())

    def run() -> T:
        with _queue_lock:
            del _queued[key]
        return call(*arguments, **named)

    with _queue_lock:
        if key not in _queued:
            _queued[key] = _pool.submit(run)
        return _queued[key]


def run_all(call: Callable[[Item], T], items: Iterable[Item]) -> list[T]:
    """Call it for all items at once, and return the results in order."""
    futures = [submit(call, item) for item in items]
    return [future.result() for future in futures]


def prefetch(start: Callable[[Item], Future[T]], items: Iterable[Item]) -> Iterator[T]:
    """Yield the results in order. The first is fetched alone, then batches double in size as more are needed."""
    remaining, count = iter(items), 0
    while batch := list(islice(remaining, min(max(count, 1), MAX_PREFETCH))):
        count += len(batch)
        futures = [start(item) for item in batch]
        yield from (future.result() for future in futures)


class KeyedLock:
    """One lock for each key, which exists only while a thread holds it or waits for it.

    Not reentrant: a thread that holds a key must not ask for it again.
    """

    def __init__(self) -> None:
        # Python counts the references to a lock: hold() has one in each thread that holds the key or waits for it.
        self._locks: WeakValueDictionary[Hashable, Lock] = WeakValueDictionary()
        self._guard = Lock()

    @contextmanager
    def hold(self, key: Hashable) -> Iterator[None]:
        """Run the block while no other thread holds an equal key; other keys don't wait."""
        with self._guard:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            yield
