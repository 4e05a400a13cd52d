"""What lies in the containers of a gallery, seen without the gallery's help."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from support.gallery_app import Containers

from faults.clients import COLOURS, photo
from faults.model import EMPTY, State
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage


@dataclass(frozen=True)
class Contents:
    """Of the container with the photos."""

    storage: Storage

    def colours(self, folder: str = "") -> State:
        """All blobs under a folder by name; one with bytes that nobody sent is `broken`."""
        known = {photo(colour): colour for colour in COLOURS} | {b"": EMPTY}
        names = [blob.name for blob in self.storage.photos.list_prefix(folder)]
        return {name: known.get(self.storage.photos.read(name)[1], "broken") for name in names}

    def clear(self) -> None:
        """Removes every photo."""
        for blob in self.storage.photos.list_prefix(""):
            self.storage.photos.delete(blob)


@contextmanager
def contents(storage: str, containers: Containers) -> Iterator[Contents]:
    """By a connection of its own."""
    names = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews}
    opened = open_storage(read_settings({PHOTO_STORAGE: storage, **names}))
    try:
        yield Contents(opened)
    finally:
        for container in containers:
            opened.service.delete_container(container)
        opened.service.close()
