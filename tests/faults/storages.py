"""Storages of one gallery, with and without a proxy in between, and what's in them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache

import pytest
from azure.core.exceptions import AzureError
from support.gallery_app import new_containers
from support.library import find_albums
from support.pictures import jpeg
from support.shown import combine_lists
from support.videos import make_video

from gallery.library.albums import open_album
from gallery.library.timeline import open_timeline
from gallery.model.folders import ROOT
from gallery.model.photos import is_photo
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage import transport
from gallery.storage.account import Storage, open_storage

FILM = "film"
"""What a video has instead of a color."""


@cache
def picture(color: str) -> bytes:
    """Return a picture of one color, always with the same bytes."""
    return jpeg(color)


@cache
def film() -> bytes:
    """Return a video."""
    return make_video(size=(64, 48), has_sound=False)


@contextmanager
def open_storages(*connections: str) -> Iterator[list[Storage]]:
    """Open the same new containers with each of these connection strings."""
    names = new_containers()
    containers = {"PHOTO_CONTAINER": names.photos, "PREVIEW_CONTAINER": names.previews, "DECODERS": "1"}
    storages = [open_storage(read_settings({PHOTO_STORAGE: one, **containers})) for one in connections[:1]]
    with pytest.MonkeyPatch.context() as patch:
        # Only the first connection is to fail; the others have the normal timeout even in a test with short ones.
        patch.setattr(transport, "READ_TIMEOUT", 20)
        storages += [open_storage(read_settings({PHOTO_STORAGE: one, **containers})) for one in connections[1:]]
    try:
        yield storages
    finally:
        for container in names if connections[1:] else ():
            # Azurite gets slow with thousands of containers.
            with suppress(AzureError):
                storages[-1].service.delete_container(container)
        for one in storages:
            one.service.close()


def read_photos(storage: Storage) -> dict[str, bytes]:
    """Return the bytes of every photo that is visible or in the trash."""
    blobs = storage.photos.list_prefix("")
    return {blob.name: storage.photos.read(blob.name)[1] for blob in blobs if is_photo(blob) or in_trash(blob.name)}


def list_shown(storage: Storage) -> list[str]:
    """Return the names in the timeline, and again each that the albums don't show once."""
    timeline = [photo.name for photo in open_timeline(storage, is_owner=True).older_than(None)]
    albums = [ROOT, *(album.album for album in find_albums(storage))]
    in_albums = [photo.name for album in albums for photo in open_album(storage, album, is_owner=True).photos]
    return combine_lists(timeline, in_albums)


def in_trash(name: str) -> bool:
    """Whether a name is in the trash."""
    return name.startswith(".trash/")


def colors(storage: Storage) -> dict[str, str]:
    """Return the color of every whole photo, or `broken` for bytes that no client has sent."""
    known = {picture(color): color for color in ("red", "blue", "green")} | {film(): FILM}
    return {name: known.get(data, "broken") for name, data in read_photos(storage).items()}
