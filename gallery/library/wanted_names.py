"""Names that uploads to this process want: of several that want one, all but the first go on to the next at once.

Storage alone decides who gets a name. This only saves sending a photo and its previews to be refused.
"""

import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from math import inf
from threading import Lock

KEPT = 60
"""Seconds for which a name that was taken is known here; an upload has listed its folder more recently."""

_lock = Lock()
_until: dict[Hashable, float] = {}


@contextmanager
def alone_with(name: Hashable, looked: float) -> Iterator[bool]:
    """Whether no other upload wants the name, or wanted it since this one looked (time.monotonic) what is there."""
    with _lock:
        is_alone = _until.get(name, looked) <= looked
        if is_alone:
            _until[name] = inf
    try:
        yield is_alone
    finally:
        if is_alone:
            _let_go(name)


def _let_go(name: Hashable) -> None:
    now = time.monotonic()
    with _lock:
        _until[name] = now
        for old in [one for one, until in _until.items() if until < now - KEPT]:
            del _until[old]
