"""Opening the index: reading its state, and listing what may have changed since."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from gallery.library.index.catalog import Catalog, Scan
from gallery.library.index.covers import add_covers, find_unread
from gallery.library.index.listed_folders import (
    ListedFolder,
    list_index_folder,
    recognize_or_open,
    request_index_folder,
)
from gallery.library.index.plan import MAX_LISTED, RECHECKED, plan_listing
from gallery.library.index.recording import record
from gallery.library.index.scan import continue_scan
from gallery.library.index.state import MARGIN, IndexState, read_state
from gallery.library.index.touches import touches_of
from gallery.library.index.view import IndexView
from gallery.model.folders import ROOT
from gallery.model.months import YEAR_FOLDER
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all, submit
from gallery.storage.container_reader import UnparsedListing

SCAN_SECONDS = 2.0
"""For which a request scans the container while the index isn't complete."""

Choose = Callable[[Catalog], Sequence[str]]
"""Returns the folders that a page shows most of, to list them even if nothing says that they have changed."""


def open_index(
    storage: Storage,
    *,
    is_owner: bool,
    listed: Collection[str] = (),
    shown: Choose = lambda _: (),
    finds_changes: bool = False,
) -> IndexView:
    """Read the index and list what may have changed since.

    Also lists the folders `listed`, and those that `shown` chooses, unless there are too many. With `finds_changes`
    it looks for changes by other tools: in the newest year, where new months appear, and in other folders in turn.
    The root must be among `listed` then.
    """
    listings = {folder: submit(request_index_folder, storage, folder) for folder in listed}
    state, scanned = _scan_if_needed(storage, read_state(storage))
    opening = _Opening(storage, state, scanned)
    for folder, listing in listings.items():
        opening.add(folder, listing.result())
    rechecked = RECHECKED - opening.list_newest_year() if finds_changes else 0
    opening.list_planned(shown(state.catalog), max(0, rechecked))
    opening.list_new_children()
    opening.list_covers()
    record(storage, state, opening.listed, may_wait=True)
    return IndexView(storage, state, opening.listed, opening.left_out, is_owner=is_owner)


def _scan_if_needed(storage: Storage, state: IndexState) -> tuple[IndexState, dict[str, ListedFolder]]:
    """Continue the scan unless one has finished since all folders were marked as changed."""
    scan = state.catalog.scan
    if storage.photos.is_missing or (scan.is_finished and scan.started > state.everything_marked + MARGIN):
        return state, {}
    step = continue_scan(storage, state, Scan() if scan.is_finished else scan, SCAN_SECONDS)
    catalog = record(storage, state, step.listed, step.scan)
    return replace(state, catalog=catalog) if catalog else state, step.listed


class _Opening:
    """What a request lists, step by step."""

    def __init__(self, storage: Storage, state: IndexState, listed: dict[str, ListedFolder]) -> None:
        self._storage, self._state = storage, state
        self.listed = dict(listed)
        self.left_out: list[str] = []

    def add(self, folder: str, listing: UnparsedListing) -> None:
        """Add a folder that was listed already."""
        known = self._state.catalog.folders.get(folder)
        self.listed[folder] = recognize_or_open(self._storage, folder, listing, known)

    def list_newest_year(self) -> int:
        """List the newest year in the root, and return how many folders that were."""
        years = [folder for folder in self.listed[ROOT].entry.children if YEAR_FOLDER.fullmatch(folder)]
        newest = [year for year in years[-1:] if year not in self.listed]
        self._list(newest)
        return len(newest)

    def list_planned(self, shown: Sequence[str], rechecked: int) -> None:
        """List the folders that may have changed, those that are shown, and some in turn."""
        plan = plan_listing(self._state, self.listed, shown, rechecked, touches_of(self._storage.photos))
        self._list(plan.folders)
        self.left_out += plan.left_out

    def list_new_children(self) -> None:
        """List folders that a listing has found and the catalog doesn't know, until there are too many."""
        while new := self._new_children():
            space = max(0, MAX_LISTED + RECHECKED - len(self.listed))
            self._list(new[:space])
            self.left_out += new[space:]

    def list_covers(self) -> None:
        """List folders with covers that were just chosen, unless there are too many, and read all chosen covers."""
        space = max(0, MAX_LISTED + RECHECKED - len(self.listed))
        self._list(find_unread(self._state.catalog, self.listed)[:space])
        self.listed = add_covers(self._state.catalog, self.listed)

    def _new_children(self) -> list[str]:
        known = {*self._state.catalog.folders, *self.listed, *self.left_out}
        return [child for one in self.listed.values() for child in one.entry.children if child not in known]

    def _list(self, folders: Iterable[str]) -> None:
        known = self._state.catalog.folders
        for folder in run_all(lambda name: list_index_folder(self._storage, name, known.get(name)), folders):
            self.listed[folder.folder] = folder
