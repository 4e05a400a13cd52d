"""Keeping the index up to date, in steps that a refresh does while it has time."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from gallery.errors import Changed, NotFound
from gallery.library.index.catalog import Catalog, Scan
from gallery.library.index.listed_folders import ListedFolder, list_index_folder
from gallery.library.index.recording import TOUCHED_AFTER, record, record_rows
from gallery.library.index.scan import continue_scan
from gallery.library.index.state import MARGIN, IndexState
from gallery.library.index.year_store import open_year
from gallery.memory import pause_garbage_collection
from gallery.model.blobs import Blob
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all

BATCH = 12
"""Folders listed between two looks at the clock."""

SCAN_AGAIN = 24 * 3600.0
"""Seconds after which the container is scanned again, to find what other tools changed."""

LISTED_LONG_AGO = 600.0
"""Seconds after which a folder is listed again."""

FEW_FOLDERS = 300
"""Listing them costs less than a fifth of a cent, so people don't have to wait long to see what another tool did."""

LISTED_LATELY = TOUCHED_AFTER
"""Seconds after which each of FEW_FOLDERS is listed again, so that changes appear within a minute of use."""


class Upkeep:
    """One refresh's work on the index. Each step returns whether it left nothing to do."""

    def __init__(self, storage: Storage, state: IndexState, deadline: float) -> None:
        self._storage = storage
        self.state, self.deadline = state, deadline
        self.asked_at = state.read_at
        """By the storage service's clock, in seconds since 1970: a scan that began since has all that was there."""
        self._has_worked = False
        self.reservations, self.orphans = list[Blob](), list[Blob]()
        """Those that were found on the way. See ListedFolder."""
        self.has_all_dates = False
        """Whether the dates of all photos have been read, as far as the first bytes of their files have them."""

    @property
    def catalog(self) -> Catalog:
        """The catalog as far as it has been brought up to date."""
        return self.state.catalog

    def has_time(self) -> bool:
        """Return whether the refresh may begin another piece of work. It always has time for one."""
        return not self._has_worked or time.monotonic() < self.deadline

    def note_work(self) -> None:
        """Call this with each piece of work."""
        self._has_worked = True

    def list_changed(self) -> bool:
        """List the folders that have changed, and those that were found in others, once their changes are over."""
        found = [*self.state.changed_folders(), *self.catalog.sums.unknown_children]
        return self._list_each(folder for folder in dict.fromkeys(found) if self._is_settled(folder))

    def update_rows(self) -> bool:
        """List the folders whose rows in a year's file aren't those of the catalog."""
        years = sorted({*self.state.years, *(year for entry in self.catalog.packed.values() for year in entry.years)})
        return all(self._update_rows_of(year) for year in reversed(years))

    def scan(self, *, again: bool) -> bool:
        """Continue the scan, or start over if the last one is a day old or `again`."""
        scan = self._next_scan(again=again)
        while scan and self.has_time():
            self.note_work()
            continued = self._scan_further(scan)
            if not continued:
                return False
            scan = continued if not continued.is_finished else None
        return not scan

    @pause_garbage_collection()
    def _scan_further(self, scan: Scan) -> Scan | None:
        """Continue a scan; return None if that couldn't be written. Its blobs are gone before garbage is collected."""
        step = continue_scan(self._storage, self.state, scan, self.deadline - time.monotonic())
        catalog = record(self._storage, self.state, step.listed, step.scan)
        if catalog:
            self.state = replace(self.state, catalog=catalog)
            self._note_leftovers(step.listed.values())
        step.free()
        return step.scan if catalog else None

    def list_oldest(self) -> bool:
        """List the folders that were listed longest ago: other tools don't mark what they change."""
        has_few = len(self.catalog.folders) <= FEW_FOLDERS
        until = self.state.read_at - (LISTED_LATELY if has_few else LISTED_LONG_AGO)
        oldest = sorted((entry.listed, folder) for folder, entry in self.catalog.packed.items() if entry.listed < until)
        return self._list_each(folder for _, folder in oldest)

    def list(self, folders: Sequence[str]) -> dict[str, ListedFolder]:
        """List folders, and write them into the index."""
        self.note_work()
        known = self.catalog.folders
        found = run_all(lambda folder: list_index_folder(self._storage, folder, known.get(folder)), folders)
        listed = {folder.folder: folder for folder in found}
        catalog = record(self._storage, self.state, listed)
        if catalog:
            self.state = replace(self.state, catalog=catalog)
        self._note_leftovers(found)
        return listed

    def _next_scan(self, *, again: bool) -> Scan | None:
        scan, settled = self.catalog.scan, self.state.everything_marked + MARGIN
        if not scan.is_finished:
            return scan
        is_outdated = scan.started <= settled < self.state.read_at
        is_old = scan.started < self.state.read_at - SCAN_AGAIN
        return Scan() if again or is_outdated or is_old else None

    def _is_settled(self, folder: str) -> bool:
        """Return whether a listing now would see all of a folder's marked changes."""
        return self.state.read_at > self.state.marked_at(folder) + MARGIN

    def _update_rows_of(self, year: str) -> bool:
        digests, blob = self.catalog.digests_of(year), self.state.years.get(year)
        written: dict[str, str] = {}
        with suppress(Changed, NotFound, ValueError):  # It's being written, or it's in another format.
            written = open_year(self._storage, blob).digests if blob else {}
        stale = sorted({folder for folder, _ in digests.items() ^ written.items()})
        for batch in _batches(stale):
            if not self.has_time():
                return False
            listed = self.list(batch)
            record_rows(self._storage, self.state, self.catalog, year, listed)
        return True

    def _list_each(self, folders: Iterable[str]) -> bool:
        for batch in _batches(list(folders)):
            if not self.has_time():
                return False
            self.list(batch)
        return True

    def _note_leftovers(self, found: Iterable[ListedFolder]) -> None:
        for folder in found:
            self.reservations += folder.reservations
            self.orphans += folder.orphans


def _batches(folders: Sequence[str]) -> Iterator[Sequence[str]]:
    return (folders[start : start + BATCH] for start in range(0, len(folders), BATCH))
