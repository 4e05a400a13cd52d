"""When this process last looked into a folder, and where it has changed something since. Kept in memory alone."""

import random
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

FRESH = 60
"""Seconds for which what was seen of a folder is not looked at again only to make sure."""

DEPTH = 2
"""Folders of a name, from the outermost, that are kept in mind: a year and its month."""

CHANGED = -1.0
NEVER = 0.0


class Sightings:
    """For one container. Other processes have their own, so what they change is found by looking again."""

    def __init__(self) -> None:
        self._at: dict[str, float] = {}

    def record_listing(self, folder: str) -> None:
        """Before a folder is listed, so that what changes meanwhile counts as changed."""
        self._at[folder] = time.monotonic()

    @contextmanager
    def mark_changed(self, name: str) -> Iterator[None]:
        """Around a write or delete, which may have worked also where it says that it has not."""
        try:
            yield
        finally:
            parts = name.split("/")[:-1]
            for depth in range(1, min(DEPTH, len(parts)) + 1):
                self._at["/".join(parts[:depth]) + "/"] = CHANGED

    def has_changed(self, folder: str) -> bool:
        """Whether it was changed here since it was last seen."""
        return self._at.get(folder) == CHANGED

    def least_recently_listed(self, folders: Iterable[str], at_most: int) -> list[str]:
        """Those that were not seen for longest, each in its turn; of those never seen any."""
        due = time.monotonic() - FRESH
        stale = [(self._at.get(folder, NEVER), random.random(), folder) for folder in folders]  # noqa: S311 - no secret
        return [folder for at, _, folder in sorted(stale)[:at_most] if at < due or at == NEVER]
