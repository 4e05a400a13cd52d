"""When this process last listed a folder, and where it has changed something since. Kept in memory only."""

import random
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

FRESH = 60
"""Seconds for which a folder isn't listed again just to find changes by other processes."""

DEPTH = 2
"""Outermost folders of a name that are tracked: a year and its month."""

CHANGED = -1.0
NEVER = 0.0


class ListingTimes:
    """Listing times and changes of one container's folders, made by this process."""

    def __init__(self) -> None:
        self._times: dict[str, float] = {}

    def record_listing(self, folder: str) -> None:
        """Call this before listing a folder, so that a change during the listing isn't missed."""
        self._times[folder] = time.monotonic()

    @contextmanager
    def mark_changed(self, name: str) -> Iterator[None]:
        """Mark a blob's folders as changed after a write or delete, even a failed one: it may have taken effect."""
        try:
            yield
        finally:
            folders = name.split("/")[:-1]
            for depth in range(1, min(DEPTH, len(folders)) + 1):
                self._times["/".join(folders[:depth]) + "/"] = CHANGED

    def has_changed(self, folder: str) -> bool:
        """Whether this process has changed a folder since it last listed it."""
        return self._times.get(folder) == CHANGED

    def least_recently_listed(self, folders: Iterable[str], at_most: int) -> list[str]:
        """Return folders that are due for another listing, oldest first; of those never listed any."""
        due = time.monotonic() - FRESH
        keys = [(self._times.get(folder, NEVER), random.random(), folder) for folder in folders]  # noqa: S311 - no secret
        return [folder for listed, _, folder in sorted(keys)[:at_most] if listed < due or listed == NEVER]
