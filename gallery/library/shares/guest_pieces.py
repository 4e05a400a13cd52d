"""Guests' uploads in pieces. They count from the start, so pieces can't fill the container either."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from gallery.library.incoming import (
    IncomingUpload,
    check_announced,
    finish_upload,
    new_token,
    raise_if_temporary,
    start_upload,
)
from gallery.library.shares.guest_uploads import Guest, require_album, store_counted
from gallery.library.shares.upload_ledger import PIECES, change_entry, count_upload
from gallery.library.uploads import Upload
from gallery.model.shares import Share
from gallery.storage.account import Storage


def start_guest_upload(storage: Storage, guest: Guest, file: str, size: int, modified: str | None) -> str:
    """Count and record an upload; return its token. Raises TooLarge, ShareFull, ShareNotFound."""
    share = guest.share
    require_album(storage, share)
    upload = IncomingUpload(file, size, "", modified, share.id, guest.name)
    check_announced(storage, upload)
    token = new_token()
    entry = count_upload(storage, share, size, guest.name, pieces=token)
    return start_upload(storage, replace(upload, entry=entry), token)


def finish_guest_upload(storage: Storage, share: Share, token: str, md5s: Sequence[str]) -> dict[str, Any]:
    """Store the file and return its outcome as JSON; see finish_upload. Raises ShareNotFound, too."""
    return finish_upload(storage, token, md5s, share.id, partial(_store, storage, share))


def _store(storage: Storage, share: Share, upload: IncomingUpload, data: bytes) -> dict[str, Any]:
    file = Upload(upload.file, data, upload.modified)
    result = store_counted(storage, Guest(share, upload.guest), file, upload.entry)
    raise_if_temporary(result.error)
    change_entry(storage, share.id, upload.entry, {}, without=PIECES)
    return result.json(share)
