"""A machine with a wrong clock: processes with this setting live in the future."""

import datetime as dt
import os
import time
from typing import Self

AHEAD = "CLOCK_SECONDS_AHEAD"
"""Environment variable: by how much the clock is fast."""

_OFFSET = float(os.environ.get(AHEAD, "0"))


class ShiftedDatetime(dt.datetime):
    """The class `datetime` on that machine."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Self:
        """Return the wrong time."""
        return super().now(tz) + dt.timedelta(seconds=_OFFSET)


def shift_clock() -> None:
    """Set this process's clock. Call it before anything imports the class `datetime`, or `time` from its module."""
    if _OFFSET:
        real = time.time
        time.time = lambda: real() + _OFFSET
        dt.datetime = ShiftedDatetime  # type: ignore[misc]
