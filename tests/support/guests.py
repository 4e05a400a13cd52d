"""Shares that guests add photos to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gallery.library.album_settings import create_album
from gallery.library.shares.guest_uploads import Guest, GuestUpload, store_guest_uploads
from gallery.library.shares.store import create_share, share_album
from gallery.library.uploads import Upload
from gallery.model.shares import Share
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from support.gallery_app import App
from support.pictures import jpeg


def share_for_adding(storage: Storage, album: str = "Wedding", **choices: Any) -> Share:
    """Share a new album whose guests may add photos."""
    create_album(storage, album)
    return create_share(storage, album=share_album(storage, album), **{"can_add": True, **choices})


def add_as_guest(
    storage: Storage, share: Share, file: str = "a.jpg", color: str = "teal", guest: str = "Anna"
) -> GuestUpload:
    """Upload a picture of one color as a guest."""
    return store_guest_uploads(storage, Guest(share, guest), [Upload(file, jpeg(color))])[0]


@contextmanager
def open_storage_of(app: App) -> Iterator[Storage]:
    """Open the storage of a running gallery, to share albums there."""
    names = {"PHOTO_CONTAINER": app.photos_container, "PREVIEW_CONTAINER": app.previews_container}
    storage = open_storage(read_settings({PHOTO_STORAGE: app.connection, **names}))
    yield storage
    storage.service.close()
