"""What nobody needs anymore: photos that were in the trash for long, old copies, and remains of uploads and moves.

A refresh deletes all of it, `dev.py verify --repair` only the remains. Ages are by the storage service's clock, and
every delete depends on the ETag that was listed, so whatever has changed since stays. In Azure, the lifecycle rules in
infra/photo-storage.bicep have the same periods for the trash, copies and pieces.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial

from gallery.errors import GalleryError
from gallery.library import clean_copies
from gallery.library.bulk_moves import in_batches
from gallery.library.clean_copies import COPIES
from gallery.library.incoming import EXPIRES_AFTER, INCOMING
from gallery.library.shares.upload_ledger import PIECES, list_entries, share_of_entry
from gallery.library.storing import ABANDONED_AFTER, is_reservation
from gallery.library.trash import delete_trashed, list_trash
from gallery.model.blobs import Blob
from gallery.model.pending_moves import read_deletion_time, read_origin
from gallery.model.photos import Photo
from gallery.model.shares import SHARES, share_file
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all


def purge_trash(storage: Storage, deadline: float) -> int:
    """Delete photos forever that have been in the trash for longer than TRASH_DAYS, oldest first; return how many.

    `deadline` is by time.monotonic(). A result of 0 means that there's nothing left to delete, or that it can't be
    deleted now. Raises StorageUnavailable.
    """
    days = storage.settings.trash_days
    if not days or time.monotonic() >= deadline:
        return 0
    photos = [photo.blob for photo in reversed(list_trash(storage)) if _is_photo_overdue(photo, timedelta(days=days))]
    return _delete_each(partial(delete_trashed, storage), photos, deadline)


def delete_leftovers(storage: Storage, blobs: Iterable[Blob], deadline: float) -> int:
    """Delete abandoned reservations among these blobs, and expired pieces and records; return how many.

    `deadline` is by time.monotonic(). Raises StorageUnavailable.
    """
    return delete_reservations(storage, blobs, deadline) + delete_expired_pieces(storage, deadline)


def delete_reservations(storage: Storage, blobs: Iterable[Blob], deadline: float) -> int:
    """Delete the abandoned reservations among blobs of the photos container; return how many. See delete_leftovers.

    Other empty blobs stay: another tool may need them.
    """
    abandoned = [blob for blob in blobs if is_reservation(blob) and is_abandoned(blob)]
    return _delete_each(storage.photos.delete, abandoned, deadline)


def delete_orphans(storage: Storage, orphans: Sequence[Blob], deadline: float) -> int:
    """Delete the gallery's own sidecars of photos that are gone; return how many. See find_orphans."""
    return _delete_each(storage.photos.delete, orphans, deadline)


def delete_expired_pieces(storage: Storage, deadline: float) -> int:
    """Delete expired pieces and records of uploads in pieces; return how many. See delete_leftovers."""
    if time.monotonic() >= deadline:
        return 0
    expired = [blob for blob in storage.photos.list_prefix(INCOMING) if has_expired(blob)]
    return _delete_each(storage.photos.delete, expired, deadline)


def delete_expired_copies(storage: Storage, deadline: float) -> int:
    """Delete expired copies without metadata; return how many. See delete_leftovers."""
    if time.monotonic() >= deadline:
        return 0
    expired = [copy for copy in storage.photos.list_prefix(COPIES) if copy.age >= clean_copies.EXPIRES_AFTER]
    return _delete_each(storage.photos.delete, expired, deadline)


def delete_old_ledgers(storage: Storage, deadline: float) -> int:
    """Delete what counts guests' uploads to shares that are gone, or that expired unfinished; return how many.

    See delete_leftovers.
    """
    if time.monotonic() >= deadline:
        return 0
    entries = list_entries(storage)
    shares = {blob.name for blob in storage.photos.list_prefix(SHARES)}
    old = [entry for entry in entries if share_file(share_of_entry(entry)) not in shares or _is_unfinished(entry)]
    return _delete_each(storage.photos.delete, old, deadline)


def is_abandoned(blob: Blob) -> bool:
    """Return whether a blob is an empty file that's older than any upload that could still write it."""
    is_empty_file = not blob.length and not blob.name.startswith(".") and not _is_folder_marker(blob)
    return is_empty_file and blob.age >= ABANDONED_AFTER


def has_expired(blob: Blob) -> bool:
    """Return whether a blob belongs to an upload in pieces and has expired."""
    return blob.name.startswith(INCOMING) and blob.age >= EXPIRES_AFTER


def _is_photo_overdue(photo: Photo, kept_for: timedelta) -> bool:
    """Whether that's true of all its files: a companion may have been deleted later."""
    companions = (one.blob for one in photo.companions if one.blob)
    return all(_is_overdue(blob, kept_for) for blob in (photo.blob, *companions))


def _is_overdue(trashed: Blob, kept_for: timedelta) -> bool:
    """Whether a photo was deleted longer ago than that, and hasn't changed since, as for the lifecycle rule.

    If a move to the trash died and was completed much later, the blob was created long before the photo was deleted. So
    its last change counts too, and a copy that's still marked stays until the mark is removed, which is such a change.
    """
    is_old = trashed.age > kept_for and trashed.read_at - read_deletion_time(trashed) > kept_for
    return is_old and not read_origin(trashed)


def _is_unfinished(entry: Blob) -> bool:
    """Whether an entry is of an upload in pieces that has expired."""
    return PIECES in entry.metadata and entry.age >= EXPIRES_AFTER


def _is_folder_marker(blob: Blob) -> bool:
    """Accounts with a hierarchical namespace list folders as empty blobs."""
    return any(key.lower() == "hdi_isfolder" for key in blob.metadata)


def _delete_each(delete: Callable[[Blob], None], blobs: Sequence[Blob], deadline: float) -> int:
    """Delete as many blobs as the time allows, at least one batch, and return how many."""
    return sum(sum(run_all(partial(_try_to_delete, delete), batch)) for batch in in_batches(blobs, deadline))


def _try_to_delete(delete: Callable[[Blob], None], blob: Blob) -> bool:
    """Return whether it worked. One that has changed, or is locked by another tool, doesn't stop the others."""
    try:
        delete(blob)
    except GalleryError:
        return False
    return True
