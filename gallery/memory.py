"""How memory is given back: by glibc, the C library of Azure's Linux, and by Python's collector of cycles."""

import sys
from traceback import clear_frames

WORKER_ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
}
"""Environment of a decoder: for all of its threads one heap, which keeps the 60 MB that a picture of 12 megapixels
takes. By itself, glibc gives every thread its own, and gives the memory back to the system after each picture: a tenth
of all the time."""

LARGE = 256 << 10
"""Bytes. A block of this size goes back to the system when it is freed."""

M_MMAP_THRESHOLD = -3
"""The parameter's number in malloc.h; see mallopt(3)."""


def release_large_blocks() -> None:
    """For the app itself, where large blocks are uploads, each in another thread and soon gone.

    By itself, glibc keeps blocks of up to 32 MB in the threads' heaps once it has seen some, ten times what is in use.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes  # noqa: PLC0415 - nobody else needs it

    set_parameter = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_parameter:
        set_parameter(M_MMAP_THRESHOLD, LARGE)


def clear_traceback_frames(error: BaseException | None) -> None:
    """Clears all that the frames hold that an error, and what led to it, came through.

    Frames of libraries know the errors whose tracebacks they are in. Such a cycle keeps what was to be sent in memory
    until the collector comes by, which may be after many more uploads.
    """
    while error:
        clear_frames(error.__traceback__)
        error = error.__context__ or getattr(error, "inner_exception", None)  # where AzureError keeps it
