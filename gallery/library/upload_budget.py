"""A limit on the bytes of uploads processed at once in a process. Further uploads wait, then get 429."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition

from gallery.errors import Busy

MAX_BYTES = 200_000_000
"""Bytes. The host and the worker each hold an upload several times, and the smallest instance has 2 GB."""

MAX_WAITING_BYTES = 200_000_000
"""Bytes. Uploads that wait are in memory too."""

MAX_WAIT_SECONDS = 30.0
"""Well below the platform's limit of 230 seconds for a request."""


@dataclass
class UploadBudget:
    """Counts bytes, for all threads of a process."""

    max_bytes: int = MAX_BYTES
    max_waiting_bytes: int = MAX_WAITING_BYTES
    max_wait_seconds: float = MAX_WAIT_SECONDS
    _used: int = 0
    _waiting: int = 0
    _changed: Condition = field(default_factory=Condition)

    @contextmanager
    def acquire(self, size: int) -> Iterator[None]:
        """Reserve bytes for one request, waiting if necessary. Raises Busy.

        A request larger than the whole budget runs alone.
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
        if self._fits(size):
            return
        has_space = False
        if self._waiting + size <= self.max_waiting_bytes:
            self._waiting += size
            try:
                has_space = self._changed.wait_for(lambda: self._fits(size), self.max_wait_seconds)
            finally:
                self._waiting -= size
        if not has_space:
            raise Busy("Too many photos are being uploaded at once. Try again in a moment.")

    def _fits(self, size: int) -> bool:
        return not self._used or self._used + size <= self.max_bytes


UPLOAD_BUDGET = UploadBudget()
