"""How much memory the bodies of all requests together may take."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from local.host.wire import RequestRefused

MAX_TOTAL_BYTES = 128 * 1024 * 1024
SMALL_BYTES = 256 * 1024
"""Bodies up to this size never wait, so that large uploads don't keep anyone from signing in."""
WAIT_SECONDS = 30


class BodyBudget:
    """Delays large bodies while others are in memory: anyone may send one, since only the app checks access."""

    def __init__(self) -> None:
        self._used = 0
        self._changed = threading.Condition()

    @contextmanager
    def reserve(self, size: int) -> Iterator[None]:
        """Wait until there's memory for a body of this size. Raises RequestRefused after WAIT_SECONDS.

        A waiting client can't send more than the network's buffers hold, because nothing reads its connection.
        """
        counted = size if size > SMALL_BYTES else 0
        with self._changed:
            if not self._changed.wait_for(lambda: self._fits(counted), WAIT_SECONDS):
                raise RequestRefused(HTTPStatus.SERVICE_UNAVAILABLE)
            self._used += counted
        try:
            yield
        finally:
            with self._changed:
                self._used -= counted
                self._changed.notify_all()

    def _fits(self, size: int) -> bool:
        return not size or not self._used or self._used + size <= MAX_TOTAL_BYTES
