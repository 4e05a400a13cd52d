"""What becomes of freed memory under glibc, the C library of Azure's Linux. Elsewhere nothing here has an effect."""

import sys

FOR_DECODERS = {
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


def give_large_blocks_back() -> None:
    """For the app itself, where large blocks are uploads, each in another thread and soon gone.

    By itself, glibc keeps blocks of up to 32 MB in the threads' heaps once it has seen some, ten times what is in use.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes  # noqa: PLC0415 - nobody else needs it

    set_parameter = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_parameter:
        set_parameter(M_MMAP_THRESHOLD, LARGE)
