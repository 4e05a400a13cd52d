"""How long a page may wait for storage in all, however many calls it needs."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

QUICK = 2
"""Seconds. A call that takes no longer shows that storage is working, so the page may wait as long again."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class _Limit:
    seconds: float
    until: float


_limit: ContextVar[_Limit | None] = ContextVar("time limit", default=None)


@contextmanager
def limit_waiting(seconds: float | None) -> Iterator[None]:
    """Let the storage calls of the block wait this long in all; None for as long as each call may take."""
    token = _limit.set(_Limit(seconds, time.monotonic() + seconds) if seconds else None)
    try:
        yield
    finally:
        _limit.reset(token)


def remaining_seconds() -> float | None:
    """Return how long calls may still wait, perhaps less than 0; None without a limit."""
    limit = _limit.get()
    return limit.until - time.monotonic() if limit else None


def note_response(started: float) -> None:
    """Extend the limit after a quick response, so that large libraries aren't cut off while storage works."""
    limit, now = _limit.get(), time.monotonic()
    if limit and now - started <= QUICK:
        limit.until = now + limit.seconds


def keep_limit(call: Callable[P, T]) -> Callable[P, T]:
    """Return the call for another thread, under the limit of this one."""
    context = copy_context()

    def run(*arguments: P.args, **named: P.kwargs) -> T:
        # A context can be entered only once at a time, and a call may run in several threads.
        return context.copy().run(call, *arguments, **named)

    return run
