"""The blobs in a gallery's containers, read without going through the gallery under test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from support.gallery_app import Containers

from faults.clients import COLORS, photo
from faults.model import EMPTY, State
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage


@dataclass(frozen=True)
class Contents:
    """The contents of the photo container."""

    storage: Storage

    def colors(self, folder: str = "") -> State:
        """Return the color of each blob in a folder, or `broken` for bytes that no client has sent.

        Without the gallery's own state in `.gallery/`.
        """
        known = {photo(color): color for color in COLORS} | {b"": EMPTY}
        names = [blob.name for blob in self.storage.photos.list_prefix(folder) if not blob.name.startswith(".gallery/")]
        return {name: known.get(self.storage.photos.read(name)[1], "broken") for name in names}

    def clear(self) -> None:
        """Delete every photo. Without its origin, the copy of a pending move appears, so it takes another round."""
        while blobs := self.storage.photos.list_prefix(""):
            for blob in blobs:
                self.storage.photos.delete(blob)


@contextmanager
def open_contents(connection_string: str, containers: Containers) -> Iterator[Contents]:
    """Open the containers with a connection of their own, and delete them in the end."""
    names = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews}
    opened = open_storage(read_settings({PHOTO_STORAGE: connection_string, **names}))
    try:
        yield Contents(opened)
    finally:
        for container in containers:
            opened.service.delete_container(container)
        opened.service.close()
