"""UploadBudget for uploads: as many bytes at once as a small machine has memory for; others wait, or come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition

from gallery.errors import Busy

AT_ONCE = 200_000_000
"""Bytes. Host and worker hold each several times over, and the smallest instance has 2 GB."""

WAITING = 200_000_000
"""Bytes, for those that wait are in memory too."""

LONGEST_WAIT = 30.0
"""Seconds, well below the platform's 230 for a whole request."""


@dataclass
class UploadBudget:
    """Counts bytes, for all threads of a process."""

    at_once: int = AT_ONCE
    waiting: int = WAITING
    longest_wait: float = LONGEST_WAIT
    _used: int = 0
    _queued: int = 0
    _changed: Condition = field(default_factory=Condition)

    @contextmanager
    def acquire(self, size: int) -> Iterator[None]:
        """Holds room for one request's bytes, waiting for it if need be. Raises Busy.

        One that is larger than all the room has it alone.
        """
        with self._changed:
            self._wait(size)
            self._used += size
        try:
            yield
        finally:
            with self._changed:
                self._used -= size
                self._changed.notify_all()

    def _wait(self, size: int) -> None:
        if self._is_room(size):
            return
        if self._queued + size > self.waiting:
            raise Busy("Too many photos are being uploaded at once. Please try again in a moment.")
        self._queued += size
        try:
            if not self._changed.wait_for(lambda: self._is_room(size), self.longest_wait):
                raise Busy("Too many photos are being uploaded at once. Please try again in a moment.")
        finally:
            self._queued -= size

    def _is_room(self, size: int) -> bool:
        return not self._used or self._used + size <= self.at_once


UPLOAD_BUDGET = UploadBudget()
