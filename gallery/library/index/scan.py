"""The scan: listing the whole container, a part per request, to find folders that other tools have filled."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from gallery.library.content_checks import MAX_CHECKS
from gallery.library.index.catalog import Scan
from gallery.library.index.listed_folders import ListedFolder, list_index_folder, open_listing
from gallery.library.index.state import IndexState
from gallery.memory import pause_garbage_collection
from gallery.model.blobs import Reading
from gallery.model.folders import ROOT, folders_around, index_folder, is_hidden_folder
from gallery.model.photos import is_photo, needs_check
from gallery.storage.account import Storage
from gallery.storage.listing import Listing

MAX_PAGES = 12
"""Pages of 5,000 blobs in one step: they take 3 KB of memory for each blob until they are written."""


@dataclass(frozen=True)
class ScanStep:
    """What one request has scanned."""

    scan: Scan
    """How far the scan has come."""
    listed: dict[str, ListedFolder]
    """Complete folders."""
    pages: list[Listing]
    """What was listed."""

    def free(self) -> None:
        """Let go of all photos, which refer to their blobs and the other way around.

        Otherwise they'd fill the memory until the garbage collector finds them, which takes it three times as long.
        """
        for page in self.pages:
            for blob in page.blobs:
                blob.derived.clear()


def continue_scan(storage: Storage, state: IndexState, scan: Scan, seconds: float) -> ScanStep:
    """List further pages of the container for this long, at least one, and complete the folders they end in."""
    with pause_garbage_collection():
        pages, marker = _list_pages(storage, scan.marker, seconds)
        return _open_pages(storage, state, scan, pages, marker)


def _open_pages(storage: Storage, state: IndexState, scan: Scan, pages: list[Listing], marker: str) -> ScanStep:
    last = _last_name(pages) or scan.after
    unfinished = _visible_folders_around(last) if marker else []
    # The folders around the name where the last request stopped were completed by it.
    skipped = {*unfinished, *(_folders_around(scan.after) if scan.after else [])}
    known, started = state.catalog.folders, scan.started or pages[0].reading.at.timestamp()
    folders = _group_by_folder(pages)
    found = {folder: listing for folder, listing in folders.items() if folder not in skipped}
    listed = _open_all(storage, state, found)
    # An unfinished folder is listed again by each request that ends in it, so its photos are counted on the pages.
    photos = scan.scanned + sum(one.entry.photos for one in listed.values())
    photos += sum(is_photo(blob) for folder in skipped & folders.keys() for blob in folders[folder].blobs)
    for folder in unfinished:
        # Those that the steps before ended in, too, were listed then.
        if folder not in known or known[folder].listed < started:
            listed[folder] = list_index_folder(storage, folder, known.get(folder))
    return ScanStep(Scan(started, marker, last if marker else "", photos), listed, pages)


def _open_all(storage: Storage, state: IndexState, found: Mapping[str, Listing]) -> dict[str, ListedFolder]:
    """Open the listings. Of files that only their content can tell from photos, reads as many as one listing may."""
    listed, checks = dict[str, ListedFolder](), MAX_CHECKS
    for folder, listing in found.items():
        listed[folder] = open_listing(storage, folder, listing, state.catalog.folders.get(folder), max(0, checks))
        checks -= sum(map(needs_check, listing.blobs))
    return listed


def _list_pages(storage: Storage, marker: str, seconds: float) -> tuple[list[Listing], str]:
    until, pages = time.monotonic() + seconds, list[Listing]()
    while not pages or (marker and len(pages) < MAX_PAGES and time.monotonic() < until):
        page, marker = storage.photos.list_page(marker)
        pages.append(page)
    return pages, marker


def _last_name(pages: list[Listing]) -> str:
    """Return the last name on the pages, which may be that of a hidden copy; "" if they have none."""
    last = ([*page.blobs[-1:], *page.copies[-1:]] for page in reversed(pages))
    return max((blob.name for blob in next(filter(None, last), [])), default="")


def _group_by_folder(pages: list[Listing]) -> dict[str, Listing]:
    """Return the blobs and subfolders of each folder, as a listing of it would."""
    folders = {"": Listing([], [], pages[0].reading)}
    for page in pages:
        for blob in page.blobs:
            _open(folders, index_folder(blob.name), pages[0].reading).blobs.append(blob)
        for blob in page.copies:
            _open(folders, index_folder(blob.name), pages[0].reading).copies.append(blob)
    return {folder: listing for folder, listing in folders.items() if not is_hidden_folder(folder)}


def _open(folders: dict[str, Listing], folder: str, reading: Reading) -> Listing:
    """Return the folder's listing. If it's new, add it to those of the folders around it."""
    if folder not in folders:
        folders[folder] = Listing([], [], reading)
        around = _folders_around(folder)
        for outer, inner in pairwise([*around[:-1], folder]):
            outer_listing = _open(folders, outer, reading)
            if inner not in outer_listing.folders:
                outer_listing.folders.append(inner)
    return folders[folder]


def _visible_folders_around(name: str) -> list[str]:
    return [folder for folder in _folders_around(name) if not is_hidden_folder(folder)]


def _folders_around(name: str) -> list[str]:
    """Return the folders of the index that contain a name, outermost first."""
    return [ROOT, *folders_around(index_folder(name))]
