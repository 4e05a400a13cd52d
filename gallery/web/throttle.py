"""Slows down guessing of the owner's key: a token bucket for each process, from which every wrong key takes a token.

Whether an attempt is throttled depends only on the attempts before it, so 429 says nothing about the key it was sent
with. The right key waits too: if it always worked, any other response than 429 would confirm a guess.
"""

import math
import threading
import time
from collections.abc import Callable

from gallery.errors import TooManyWrongKeys

BURST = 10
"""Wrong keys that cost nothing: typing mistakes, and a script with an old key."""

SECONDS_PER_TOKEN = 1.0


class Throttle:
    """A token bucket. It starts full."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens = float(BURST)
        self._refilled = time.monotonic()

    def attempt(self, is_right: Callable[[], bool]) -> bool:
        """Return whether the key is right. Raises TooManyWrongKeys, without checking it, if there's no token left."""
        with self._lock:  # Otherwise several attempts could share the last token.
            self._refill()
            if self._tokens < 1:
                raise TooManyWrongKeys(math.ceil((1 - self._tokens) * SECONDS_PER_TOKEN))
            if is_right():
                return True
            self._tokens -= 1
            return False

    def _refill(self) -> None:
        now = time.monotonic()
        self._tokens = min(BURST, self._tokens + (now - self._refilled) / SECONDS_PER_TOKEN)
        self._refilled = now


KEY_ATTEMPTS = Throttle()
"""For signing in and Bearer together."""
