"""Concurrent storage calls, and locks for work that must not be concurrent."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from threading import Lock
from typing import Any, ParamSpec, TypeVar
from weakref import WeakValueDictionary

from gallery.errors import StorageUnavailable
from gallery.storage.time_limit import keep_limit, remaining_seconds

THREADS = 16
"""Storage calls at a time: they keep a core busy if storage responds in 20 ms. More would slow uploads down."""

MAX_PREFETCH = 16
"""The most calls that are started before their results are needed."""

LATE = 1
"""Extra seconds to wait for a result after the time limit, because its call ends at the limit."""

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")

_pool = ThreadPoolExecutor(THREADS, "storage")
_queued: dict[Hashable, Future[Any]] = {}
_queue_lock = Lock()


class _LimitedFuture(Future[T]):
    """Its result is awaited no longer than the time limit of the thread that waits; all threads may be busy."""

    def result(self, timeout: float | None = None) -> T:
        remaining = remaining_seconds()
        if timeout is None and remaining is not None:
            timeout = max(remaining, 0) + LATE
        try:
            return super().result(timeout)
        except TimeoutError:
            if self.done():
                raise
            raise StorageUnavailable("The photo storage isn't responding. Try again in a moment.") from None


def submit(call: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> Future[T]:
    """Start a call in a thread. It may wait for earlier calls, but never for later ones, which might get no thread."""
    return _start(keep_limit(call), *arguments, **named)


def _start(call: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> Future[T]:
    future: Future[T] = _LimitedFuture()
    _pool.submit(_run_into, future, lambda: call(*arguments, **named))
    return future


def _run_into(future: Future[T], call: Callable[[], T]) -> None:
    try:
        future.set_result(call())
    except BaseException as error:  # noqa: BLE001 - it belongs to those who wait for the result
        future.set_exception(error)
    finally:
        del future  # The error's traceback refers to this frame. See GalleryError.without_traceback.


def submit_deduplicated(call: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> Future[T]:
    """Start a call that only reads, or share an equal one that is queued because all threads are busy.

    The result is never older than the request for it, because a call that has already begun isn't shared.
    """
    key = (remaining_seconds() is None, call, arguments, *named.items())
    limited = keep_limit(call)

    def run() -> T:
        with _queue_lock:
            del _queued[key]
        return limited(*arguments, **named)

    with _queue_lock:
        if key not in _queued:
            _queued[key] = _start(run)
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
