"""What the owner chooses about shares: creating them, and changing them later."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from gallery.errors import BadRequest
from gallery.library.album_settings import read_settings
from gallery.library.shares.additions import mark_seen
from gallery.library.shares.contents import find_shared_photos, open_shareable_album
from gallery.library.shares.expiry import end_after
from gallery.library.shares.passwords import hash_password
from gallery.library.shares.store import change_share, create_share, list_shares, share_album
from gallery.model.shares import DEFAULT_DAYS, Share, SharedAlbum
from gallery.storage.account import Storage

Choices = Mapping[str, Any]
"""Fields of Share, of which `password` is the password itself, or "" for none; fields of Limits; and `is_seen`, if the
owner has seen what guests have added.
"""

_LIMITS = {"files", "bytes"}
_OWN = {"secret", "created"}
"""What create_share sets."""


def create_chosen_share(storage: Storage, album: str, names: Sequence[str], choices: Choices) -> Share:
    """Share an album or, if that's "", these photos. What isn't chosen has its default.

    Raises BadRequest for choices that don't fit and for what can't be shared, NotFound, and AlbumFileUnreadable.
    """
    now = datetime.now(UTC)
    shown = SharedAlbum("", album) if album else None
    draft = _choose(Share("", now, shown, expires=end_after(DEFAULT_DAYS, now)), _hash(choices))
    if album:
        open_shareable_album(storage, album)
        draft = replace(draft, album=share_album(storage, album))
    else:
        draft = replace(draft, photos=find_shared_photos(storage, names))
    return create_share(
        storage, **{one.name: getattr(draft, one.name) for one in fields(draft) if one.name not in _OWN}
    )


def change_chosen_share(storage: Storage, share: str, choices: Choices) -> Share:
    """Change what's chosen, and keep the rest.

    Raises ShareNotFound, BadRequest for choices that don't fit, and Changed.
    """
    hashed = _hash(choices)
    if choices.get("is_seen"):
        mark_seen(storage, share)
    return change_share(storage, share, lambda current: _choose(current, hashed))


def list_shares_of_album(storage: Storage, album: str) -> list[Share]:
    """Return the shares of an album, newest first, also those made before it was renamed."""
    if not (album_id := read_settings(storage, album).id):
        return []
    return [share for share in list_shares(storage) if share.album and share.album.id == album_id]


def _hash(choices: Choices) -> Choices:
    password = choices.get("password")
    return {**choices, "password": hash_password(password)} if password else choices


def _choose(share: Share, choices: Choices) -> Share:
    limits = replace(share.limits, **{key: choices[key] for key in _LIMITS & choices.keys()})
    own = {key: value for key, value in choices.items() if key not in {*_LIMITS, "is_seen"}}
    changed = replace(share, **own, limits=limits)
    if changed.can_add and not share.album:
        raise BadRequest("Guests can add photos to albums only. Share an album for that.")
    if changed.has_sub_albums and not share.album:
        raise BadRequest("Only a shared album can show the albums in it.")
    return replace(changed, keeps_location=changed.can_download and changed.keeps_location)
