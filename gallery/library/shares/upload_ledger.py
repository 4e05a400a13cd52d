"""What guests have added to a share, counted by empty blobs: `.gallery/share-uploads/<share>/<bytes>-<guid>`.

An entry is written before its photo, and stays when the photo is undone, moved or deleted. So a share's limits hold on
all instances, and nobody can use a link to fill the container. Duplicates and files that can't be added don't count.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from gallery.errors import GalleryError, ShareFull
from gallery.model.blobs import Blob
from gallery.model.guest_uploads import encode_guest
from gallery.model.shares import Limits, Share
from gallery.model.sizes import format_bytes
from gallery.storage.account import Storage
from gallery.storage.properties import Content, md5_of
from gallery.translations import lazy_gettext as _

LEDGER = ".gallery/share-uploads/"
"""Prefix of all entries."""

PIECES = "pieces"
"""Metadata key of an entry: the token of the upload in pieces that isn't finished yet."""

UNDONE = "undone"
"""Metadata key of an entry whose photo the guest has removed."""

EMPTY = Content(b"", "application/octet-stream", md5_of(b""))

_ENTRY = re.compile(r"(\d{1,15})-[0-9a-f]{32}", re.ASCII)

ONE_PHOTO = _("This link is for up to 1 photo and %(size)s. Ask the person who sent it for more.")
SEVERAL_PHOTOS = _("This link is for up to %(count)s photos and %(size)s. Ask the person who sent it for more.")


@dataclass(frozen=True)
class Totals:
    """What the entries of a share add up to."""

    files: int
    bytes: int

    def exceed(self, limits: Limits) -> bool:
        """Whether this is more than a share allows."""
        return self.files > limits.files or self.bytes > limits.bytes


def count_upload(storage: Storage, share: Share, size: int, guest: str, pieces: str = "") -> str:
    """Count a file before it's stored; return the name of its entry, `<bytes>-<guid>`. Raises ShareFull.

    Of several files at the same moment, each counts the others too. So together they never exceed the limits, but all
    may be refused although one would have fit.
    """
    entry = f"{size}-{secrets.token_hex(16)}"
    metadata = {**encode_guest(guest), **({PIECES: pieces} if pieces else {})}
    storage.photos.put(entry_name(share.id, entry), EMPTY, metadata)
    try:
        if _add_up(list_entries(storage, share.id)).exceed(share.limits):
            raise _full(share.limits)
    except GalleryError:
        forget_upload(storage, share.id, entry)
        raise
    return entry


def forget_upload(storage: Storage, share: str, entry: str) -> None:
    """Delete an entry, because its file wasn't added. Failing to only leaves less room for others."""
    with suppress(GalleryError):
        storage.photos.delete(storage.photos.get_properties(entry_name(share, entry)))


def change_entry(storage: Storage, share: str, entry: str, metadata: Mapping[str, str], without: str = "") -> None:
    """Change what an entry says about its file. Failing to makes counts for the owner wrong by one."""
    with suppress(GalleryError):
        blob = storage.photos.get_properties(entry_name(share, entry))
        storage.photos.update_metadata(blob, metadata, without)


def list_entries(storage: Storage, share: str = "") -> list[Blob]:
    """Return the entries of the share with this id, or of all shares for "". Raises StorageUnavailable."""
    prefix = f"{LEDGER}{share}/" if share else LEDGER
    return [blob for blob in storage.photos.list_prefix(prefix) if _size_of(blob)]


def entry_name(share: str, entry: str) -> str:
    """Return the name of an entry's blob."""
    return f"{LEDGER}{share}/{entry}"


def share_of_entry(blob: Blob) -> str:
    """Return the id of the share that an entry belongs to."""
    return blob.name.removeprefix(LEDGER).partition("/")[0]


def is_entry(text: str) -> bool:
    """Whether a text can be the name of an entry."""
    return bool(_ENTRY.fullmatch(text))


def _size_of(blob: Blob) -> int:
    """Return the bytes of an entry's file; 0 for a blob that isn't an entry."""
    found = _ENTRY.fullmatch(blob.name.rpartition("/")[2])
    return int(found[1]) if found else 0


def _add_up(entries: Iterable[Blob]) -> Totals:
    sizes = list(map(_size_of, entries))
    return Totals(len(sizes), sum(sizes))


def _full(limits: Limits) -> ShareFull:
    message = ONE_PHOTO if limits.files == 1 else SEVERAL_PHOTOS
    return ShareFull(message, count=f"{limits.files:,}", size=format_bytes(limits.bytes))
