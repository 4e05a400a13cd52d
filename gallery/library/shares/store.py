"""Reads and writes shares: one file each, in `.gallery/shares/`. Deleting the file revokes the share."""

import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from gallery.errors import Changed, NotFound, ShareNotFound
from gallery.library.album_settings import change_settings
from gallery.library.shares.passwords import forget_attempts
from gallery.model.blobs import Blob
from gallery.model.shares import (
    SHARES,
    Share,
    SharedAlbum,
    is_secret,
    is_share_id,
    new_secret,
    share_file,
    share_id,
)
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all
from gallery.storage.properties import Content, md5_of

MAX_ATTEMPTS = 5
"""An attempt fails only if someone else changes the same share at that moment."""


def create_share(storage: Storage, **choices: Any) -> Share:
    """Store a new share with these fields of Share; see share_album for its `album`."""
    share = Share(secret=new_secret(), created=datetime.now(UTC), **choices)
    storage.photos.put(share_file(share.id), _content(share), {})
    return share


def share_album(storage: Storage, album: str) -> SharedAlbum:
    """Return what a share says about an album, which gets an id if it has none.

    Raises BadRequest if it can't have one, and AlbumFileUnreadable.
    """
    return SharedAlbum(change_settings(storage, album).id, album)


def open_share(storage: Storage, secret: str) -> Share:
    """Return the share with this secret. Raises ShareNotFound, the same if it's wrong, expired or revoked."""
    if not is_secret(secret):
        raise ShareNotFound
    share = get_share(storage, share_id(secret))
    if not hmac.compare_digest(share.secret, secret) or share.is_expired(datetime.now(UTC)):
        raise ShareNotFound
    return share


def get_share(storage: Storage, share: str) -> Share:
    """Return the share with this id, for its owner, even if it has expired. Raises ShareNotFound."""
    return _read(storage, share)[1]


def list_shares(storage: Storage) -> list[Share]:
    """Return all shares, newest first, expired ones included. Files that aren't shares are left out."""
    files = [blob.name.removeprefix(SHARES) for blob in storage.photos.list_prefix(SHARES)]
    ids = [name.removesuffix(".json") for name in files if name.endswith(".json") and "/" not in name]
    found = run_all(lambda share: _read_if_valid(storage, share), ids)
    return sorted(filter(None, found), key=lambda share: (share.created, share.id), reverse=True)


def change_share(storage: Storage, share: str, change: Callable[[Share], Share]) -> Share:
    """Change a share; return it as it is now. Raises ShareNotFound, and Changed if others keep changing it."""
    for _ in range(MAX_ATTEMPTS):
        blob, current = _read(storage, share)
        changed = change(current)
        with suppress(Changed):
            if changed != current:
                storage.photos.put(blob.name, _content(changed), {}, replaces=blob)
            return changed
    raise Changed("This share is being changed by someone else too. Try again.")


def remember_path(storage: Storage, share: Share, path: str) -> None:
    """Store where a shared album is now. Failing to costs only another search."""
    with suppress(Changed, NotFound):
        change_share(storage, share.id, lambda one: replace(one, album=one.album and replace(one.album, path=path)))


def revoke_share(storage: Storage, share: str) -> None:
    """Delete a share. From now on, its link leads nowhere. Raises ShareNotFound, and Changed."""
    for _ in range(MAX_ATTEMPTS):
        blob, _share = _read(storage, share)
        with suppress(Changed):
            storage.photos.delete(blob)
            return forget_attempts(storage, share)
    raise Changed("This share is being changed by someone else too. Try again.")


def _read(storage: Storage, share: str) -> tuple[Blob, Share]:
    if not is_share_id(share):
        raise ShareNotFound
    try:
        blob, data = storage.photos.read(share_file(share))
        return blob, Share.unpack(data)
    except (NotFound, ValueError):
        raise ShareNotFound from None


def _read_if_valid(storage: Storage, share: str) -> Share | None:
    with suppress(ShareNotFound):
        return get_share(storage, share)
    return None


def _content(share: Share) -> Content:
    data = share.pack()
    return Content(data, "application/json", md5_of(data))
