"""Guests' uploads in pieces. They count from the start, so pieces can't fill the container either."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from gallery.errors import TooLarge
from gallery.library.incoming import (
    IncomingUpload,
    check_announced,
    finish_upload,
    new_token,
    start_upload,
)
from gallery.library.outcomes import raise_if_temporary
from gallery.library.shares.guest_uploads import Guest, PhotoJson, require_album, store_counted
from gallery.library.shares.upload_ledger import PIECES, change_entry, count_upload
from gallery.library.uploads import UploadedFile
from gallery.model.shares import Share
from gallery.model.sizes import format_excess
from gallery.storage.account import Storage

MAX_VIDEO_BYTES = 500_000_000
"""Bytes of a guest's video, unless the owner's limit is lower."""


def start_guest_upload(storage: Storage, guest: Guest, announced: IncomingUpload) -> str:
    """Count and record an upload; return its token. Raises TooLarge, ShareFull, ShareNotFound."""
    share, token = guest.share, new_token()
    require_album(storage, share)
    check_announced(storage, announced)
    if announced.bytes > MAX_VIDEO_BYTES:
        size, most = format_excess(announced.bytes, MAX_VIDEO_BYTES)
        raise TooLarge(
            "%(file)s has %(size)s. Guests may add videos of up to %(most)s.", file=announced.file, size=size, most=most
        )
    entry = count_upload(storage, share, announced.bytes, guest.name, pieces=token)
    return start_upload(storage, replace(announced, share=share.id, guest=guest.name, entry=entry), token)


def finish_guest_upload(
    storage: Storage, share: Share, token: str, photo_json: PhotoJson, md5s: Sequence[str]
) -> dict[str, Any]:
    """Store the file and return its outcome as JSON; see finish_upload. Raises ShareNotFound, too."""
    return finish_upload(storage, token, md5s, share.id, partial(_store, storage, share, photo_json))


def _store(
    storage: Storage, share: Share, photo_json: PhotoJson, upload: IncomingUpload, file: UploadedFile
) -> dict[str, Any]:
    result = store_counted(storage, Guest(share, upload.guest), file, upload.entry)
    raise_if_temporary(result.error)
    change_entry(storage, share.id, upload.entry, {}, without=PIECES)
    return result.json(photo_json)
