"""Settings of glibc's allocator and of Python's garbage collector that save memory and time."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

WORKER_ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
}
"""Environment of a worker that decodes pictures: one heap for all its threads, which keeps the 60 MB that a picture of
12 megapixels takes. By default, glibc returns them to the system after each picture, which costs a tenth of the time.
"""

LARGE_BLOCK = 256 << 10
"""Bytes. release_large_blocks() returns blocks of at least this size to the system as soon as they're freed."""

COLLECTED_AFTER = 20_000
"""New objects after which Python searches them for cycles, instead of 700: pages make some thousands and free them."""

M_MMAP_THRESHOLD = -3
"""The parameter's number in malloc.h; see mallopt(3)."""


def release_large_blocks() -> None:
    """Make glibc return large blocks to the system when they're freed. For the app, whose large blocks are uploads.

    By default, glibc keeps freed blocks of up to 32 MB in the heap of each thread: ten times the memory in use.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes  # noqa: PLC0415 - needed on Linux only

    set_parameter = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries don't have it
    if set_parameter:
        set_parameter(M_MMAP_THRESHOLD, LARGE_BLOCK)


def collect_garbage_seldom() -> None:
    """Search new objects for cycles less often, and never search what exists by now: modules, classes and functions.

    It takes up to a tenth of a page's time otherwise.
    """
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)


@contextmanager
def pause_garbage_collection() -> Iterator[None]:
    """Pause the search for cycles: where thousands of objects without any are made, it takes half of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Of threads that overlap, the one that found it enabled enables it again, perhaps before the others end.
        if was_enabled:
            gc.enable()
