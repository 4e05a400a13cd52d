"""Shares that guests add photos to."""

from typing import Any

from gallery.library.album_settings import create_album
from gallery.library.shares.guest_uploads import Guest, GuestUpload, store_guest_uploads
from gallery.library.shares.store import create_share, share_album
from gallery.library.uploads import Upload
from gallery.model.shares import Share
from gallery.storage.account import Storage
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
