"""Locks that are gone with the process that held them, however it ended."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from local.dev.errors import CommandError

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[str], *, wait: bool) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[str], *, wait: bool) -> None:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path, sentence: str, *, wait: bool = False) -> Iterator[int]:
    """Holds the lock, as the descriptor of its file: a process that keeps it open keeps the lock.

    When someone else has it: tells the sentence and waits, or raises CommandError with it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        try:
            _take(file, wait=False)
        except OSError as error:
            if not wait:
                raise CommandError(sentence) from error
            print(sentence, flush=True)
            _take(file, wait=True)
        yield file.fileno()
