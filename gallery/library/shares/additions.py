"""What guests have added to a share since its owner last looked, from the ledger."""

from collections import Counter
from dataclasses import replace

from gallery.library.shares.store import change_share
from gallery.library.shares.upload_ledger import PIECES, UNDONE, list_entries
from gallery.model.blobs import Blob
from gallery.model.guest_uploads import read_guest
from gallery.model.shares import Share
from gallery.storage.account import Storage


def count_new(storage: Storage, share: Share) -> dict[str, int]:
    """Return the number of photos added since `share.seen`, by the guest's name, "" for guests without one.

    Photos that guests have removed again don't count. Raises StorageUnavailable.
    """
    entries = [entry for entry in list_entries(storage, share.id) if _is_photo(entry)]
    return Counter(read_guest(entry.metadata) for entry in entries if not share.seen or entry.created > share.seen)


def mark_seen(storage: Storage, share_id: str) -> None:
    """Remember that the owner has seen all that has been added by now, by the storage service's clock.

    Raises ShareNotFound, Changed, StorageUnavailable.
    """
    entries = list_entries(storage, share_id)
    if entries:
        newest = max(entry.created for entry in entries)
        change_share(storage, share_id, lambda share: replace(share, seen=max(newest, share.seen or newest)))


def _is_photo(entry: Blob) -> bool:
    return not {PIECES, UNDONE} & entry.metadata.keys()
