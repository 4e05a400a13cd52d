"""Dirty marks: which folders have changed, so that every instance lists them again.

A mark is an empty blob in the photos container. It's written before the change it announces, so no acknowledged change
is ever without one. docs/decisions/22-an-index-that-anyone-may-delete.md explains how readers use marks.
"""

import base64
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256

from gallery.model.folders import index_folder, is_indexed
from gallery.storage.concurrency import KeyedLock

INDEX = ".gallery/index/"
"""Prefix of the index in the photos container."""

DIRTY = f"{INDEX}dirty/"
"""Prefix of the marks. They sort before the catalog, so one listing of INDEX reads marks first."""

EVERYTHING = f"{DIRTY}all"
"""The mark that stands for every folder."""

FOLDER_KEY = "folder"
"""Metadata key of a mark: the folder's name in base64, because percent-encoding could exceed a blob's metadata."""

FRESH = 20.0
"""Seconds for which one mark covers further changes of the same folder by this process."""


Write = Callable[[str, dict[str, str]], object]
"""Writes an empty blob with this name and metadata."""


class FolderMarks:
    """The marks that this process has written. Without `write`, for a container that has no index, it does nothing."""

    def __init__(self, write: Write | None) -> None:
        self._write = write
        self._sent: dict[str, _Time] = {}
        self._sending = KeyedLock()

    @contextmanager
    def mark(self, *names: str) -> Iterator[None]:
        """Mark the folders of these blobs before the block changes one of them, and again if that takes long.

        Raises StorageUnavailable if a mark can't be written: then the block hasn't run.
        """
        folders = {index_folder(name) for name in names if is_indexed(name)}
        self._send(folders)
        try:
            yield
        finally:
            # Even after an error, because the change may have taken effect.
            self._send(folders)

    def _send(self, folders: Iterable[str]) -> None:
        if self._write:
            for folder in folders:
                with self._sending.hold(folder):
                    self._send_unless_fresh(folder, self._write)

    def _send_unless_fresh(self, folder: str, write: Write) -> None:
        """Write a mark unless there's a fresh one. It counts as fresh only once it has arrived."""
        sent = self._sent.get(folder)
        if not sent or sent.age() > FRESH:
            now = _Time()
            write(mark_name(folder), {FOLDER_KEY: base64.b64encode(folder.encode()).decode()})
            self._sent[folder] = now


class _Time:
    """A moment by two clocks: the monotonic one may stop while a machine sleeps, and the other one may be set back."""

    def __init__(self) -> None:
        self._monotonic, self._wall = time.monotonic(), time.time()

    def age(self) -> float:
        return max(time.monotonic() - self._monotonic, abs(time.time() - self._wall))


def mark_name(folder: str) -> str:
    """Return the name of a folder's mark."""
    return DIRTY + sha256(folder.encode()).hexdigest()


def marked_folder(metadata: Mapping[str, str]) -> str:
    """Return the folder that a mark's metadata names. Raises ValueError."""
    return base64.b64decode(metadata.get(FOLDER_KEY, "?"), validate=True).decode()
