"""File locks that the system releases when their process ends, however it ends."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from local.dev.errors import CommandError

if sys.platform == "win32":
    import msvcrt

    def _acquire(file: IO[str], *, wait: bool) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _acquire(file: IO[str], *, wait: bool) -> None:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def hold_lock(path: Path, message: str, *, wait: bool = False) -> Iterator[int]:
    """Hold the lock and yield its file descriptor. A child process that inherits the descriptor holds the lock too.

    If the lock is taken, print the message and wait, or raise CommandError with it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        try:
            _acquire(file, wait=False)
        except OSError as error:
            if not wait:
                raise CommandError(message) from error
            print(message, flush=True)
            _acquire(file, wait=True)
        yield file.fileno()
