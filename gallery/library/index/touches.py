"""Touches: listings that found nothing new. The catalog needs to know of them, but not at once."""

from collections.abc import Mapping
from threading import Lock
from weakref import WeakKeyDictionary

from gallery.library.index.entries import Entry
from gallery.storage.container import Container


class Touches:
    """What this process hasn't written into the catalog because only the time of the listing was new."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._lock = Lock()

    @property
    def is_empty(self) -> bool:
        """Whether there's nothing to write."""
        return not self._entries

    def add(self, entries: Mapping[str, Entry]) -> None:
        """Remember entries until they are written."""
        with self._lock:
            self._entries.update(entries)

    def take(self) -> dict[str, Entry]:
        """Return all entries to write them now. If that fails, their folders only get another turn earlier."""
        with self._lock:
            taken, self._entries = self._entries, {}
        return taken

    def update(self, listed: dict[str, float]) -> dict[str, float]:
        """Return when folders were last listed, as far as this process knows: later than their entries may say."""
        with self._lock:
            later = {folder: entry.listed for folder, entry in self._entries.items() if folder in listed}
        return listed | {folder: max(at, listed[folder]) for folder, at in later.items()}


_touches: WeakKeyDictionary[Container, Touches] = WeakKeyDictionary()


def touches_of(container: Container) -> Touches:
    """Return the touches of this process in a container."""
    return _touches.setdefault(container, Touches())
