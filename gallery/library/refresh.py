"""A refresh: work that pages don't wait for. It brings the index up to date, and develops what other tools stored.

The owner's page and `dev.py refresh` call it again and again. Each call works for some seconds, and any call may be the
last: the next one continues.
"""

import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from gallery.library.index.state import read_state
from gallery.library.index.upkeep import Upkeep
from gallery.library.leftovers import (
    delete_expired_copies,
    delete_expired_pieces,
    delete_old_ledgers,
    delete_orphans,
    delete_reservations,
    purge_trash,
)
from gallery.library.trashed_settings import purge_trashed_settings
from gallery.library.unread_photos import DATE, DEVELOP, read_photos
from gallery.storage.account import Storage

SECONDS = 5.0
"""For which one call works: short enough for a page that waits, and far below what a host allows."""

CLEANED_AGAIN = 3600.0
"""Seconds between two looks of a process at the trash, pieces of uploads and copies, which each take a listing."""

_refreshing = threading.Lock()
"""Held by the one refresh that a process does at a time."""

_cleaned_at: dict[str, float] = {}
"""By the URL of the container, time.monotonic()."""


@dataclass(frozen=True)
class Progress:
    """What a refresh has found and done."""

    photos: int
    """Photos that the index knows."""
    scanned: int
    """Photos that the scan under way has found; 0 if there's none."""
    undated: int
    """Photos whose date or sidecar is still to be read."""
    undeveloped: int
    """Photos that have no facts or previews yet, or old ones."""
    done: bool
    """Whether nothing is left to do now."""
    asked_at: str | None = None
    """When this call began: ISO 8601, by the storage service's clock; None if there's no container."""
    last_scan: str | None = None
    """When the last scan began, by the same clock; None while one is under way."""

    def json(self) -> dict[str, Any]:
        """The response of `/api/refresh`."""
        return asdict(self)


def refresh(storage: Storage, *, scan: bool = False, seconds: float = SECONDS) -> Progress:
    """Work for some seconds. With `scan`, start by scanning the container again. Raises StorageUnavailable."""
    upkeep = Upkeep(storage, read_state(storage), time.monotonic() + seconds)
    if storage.photos.is_missing:
        return Progress(0, 0, 0, 0, done=True)
    if not _refreshing.acquire(blocking=False):
        return _progress(upkeep, done=False)
    try:
        return _progress(upkeep, done=_work(storage, upkeep, scan=scan))
    finally:
        _refreshing.release()


def _work(storage: Storage, upkeep: Upkeep, *, scan: bool) -> bool:
    """Do one step after another. Return whether all had enough time."""
    steps = (
        partial(upkeep.scan, again=scan),
        upkeep.list_changed,
        upkeep.update_rows,
        partial(_date_photos, storage, upkeep),
        upkeep.list_oldest,  # Before developing, which can take hours.
        partial(read_photos, storage, upkeep, DEVELOP),
        partial(_clean_up, storage, upkeep),
    )
    return all(upkeep.has_time() and step() for step in steps)


def _date_photos(storage: Storage, upkeep: Upkeep) -> bool:
    upkeep.has_all_dates = read_photos(storage, upkeep, DATE)
    return upkeep.has_all_dates


def _clean_up(storage: Storage, upkeep: Upkeep) -> bool:
    """Delete what nobody needs anymore, once an hour. Return whether nothing is left."""
    container, now = storage.photos.url(), time.monotonic()
    delete_reservations(storage, upkeep.reservations, upkeep.deadline)
    delete_orphans(storage, upkeep.orphans, upkeep.deadline)
    if _cleaned_at.get(container, -CLEANED_AGAIN) + CLEANED_AGAIN > now:
        return True
    cleanings = (purge_trash, delete_expired_pieces, delete_expired_copies, delete_old_ledgers)
    if any(delete(storage, upkeep.deadline) for delete in cleanings):
        return False
    purge_trashed_settings(storage, upkeep.deadline)
    _cleaned_at[container] = now
    return True


def _progress(upkeep: Upkeep, *, done: bool) -> Progress:
    catalog = upkeep.catalog
    scanned = 0 if catalog.scan.is_finished else catalog.scan.scanned
    photos = sum(count for count, _ in catalog.sums.months.values())
    # Entries are written half a minute after the last change, and count photos that only developing can date.
    undated = 0 if upkeep.has_all_dates else sum(entry.undated for entry in catalog.folders.values())
    undeveloped = sum(entry.undeveloped for entry in catalog.folders.values())
    last_scan = catalog.scan.started if catalog.scan.is_finished else 0.0
    return Progress(photos, scanned, undated, undeveloped, done, _as_text(upkeep.asked_at), _as_text(last_scan))


def _as_text(seconds: float) -> str | None:
    return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds > 0 else None
