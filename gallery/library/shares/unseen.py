"""How much guests of all shares have added since the owner last looked."""

from contextlib import suppress

from gallery.errors import ShareNotFound
from gallery.library.shares.additions import count_new
from gallery.library.shares.store import get_share
from gallery.library.shares.upload_ledger import list_entries, share_of_entry
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all


def count_all_new(storage: Storage) -> int:
    """Return the number of photos. Costs one listing, and two calls for each share that guests have added to.

    Raises StorageUnavailable.
    """
    shares = set(map(share_of_entry, list_entries(storage)))
    return sum(run_all(lambda share: _count(storage, share), shares))


def _count(storage: Storage, share: str) -> int:
    """Return the number for one share; 0 if it was revoked."""
    with suppress(ShareNotFound):
        return sum(count_new(storage, get_share(storage, share)).values())
    return 0
