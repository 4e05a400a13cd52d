"""Writing into the index what a request has listed. A page never fails because of it: the next request tries again."""

from collections.abc import Mapping
from contextlib import suppress

from gallery.errors import Changed, GalleryError, NotFound
from gallery.library.index.catalog import Catalog, Scan
from gallery.library.index.catalog_store import update_catalog
from gallery.library.index.entries import Entry
from gallery.library.index.listed_folders import ListedFolder
from gallery.library.index.rows import Row, add_place, row_of
from gallery.library.index.state import IndexState
from gallery.library.index.year_files import FolderChange
from gallery.library.index.year_store import write_year
from gallery.storage.account import Storage

TOUCHED_AFTER = 60.0
"""Seconds after which the time of a listing that found nothing new is written, so that every folder gets its turn."""


def record(
    storage: Storage, state: IndexState, listed: Mapping[str, ListedFolder], scan: Scan | None = None
) -> Catalog | None:
    """Write folders into the catalog, and what has changed into the year files. Delete obsolete marks.

    Return the catalog as it is then, or None if it couldn't be written.
    """
    with suppress(GalleryError):
        entries = _worth_writing(state, listed)
        catalog = update_catalog(storage, state, entries, scan)
        if catalog:
            changed = {name: listed[name] for name in entries}
            for year in _changed_years(state, changed):
                record_rows(storage, state, catalog, year, changed)
            _delete_obsolete_marks(storage, state)
        return catalog
    return None


def record_rows(
    storage: Storage, state: IndexState, catalog: Catalog, year: str, listed: Mapping[str, ListedFolder]
) -> None:
    """Write the rows of folders into a year's file, as far as they are what the catalog has of them."""
    digests = catalog.digests_of(year)
    changes = {
        name: FolderChange(digests.get(name), _rows_of_year(folder, year))
        for name, folder in listed.items()
        if folder.entry.years.get(year) == digests.get(name)
    }
    # Another instance may be writing the file. Then its rows of these folders stay stale, and the next page sees that.
    with suppress(GalleryError):
        write_year(storage, year, state.years.get(year), changes)


def _worth_writing(state: IndexState, listed: Mapping[str, ListedFolder]) -> dict[str, Entry]:
    return {name: folder.entry for name, folder in listed.items() if _is_worth_writing(state, folder)}


def _is_worth_writing(state: IndexState, folder: ListedFolder) -> bool:
    """Whether the catalog needs this entry now.

    While a folder changes, pages list it anyway, so writing its entry would only cost. A folder that the catalog
    doesn't have yet is written all the same, so that the next page needn't look for it.
    """
    known = state.catalog.folders.get(folder.folder)
    if not folder.is_recordable:
        return False
    if not known:
        return True
    if not state.has_seen_changes(folder.folder, folder.entry):
        return False
    return known.digest != folder.entry.digest or folder.entry.listed > known.listed + TOUCHED_AFTER


def _changed_years(state: IndexState, changed: Mapping[str, ListedFolder]) -> list[str]:
    """Return the years whose rows of these folders differ from those that the catalog had."""
    years: set[str] = set()
    for name, folder in changed.items():
        before = state.catalog.folders.get(name)
        differing = folder.entry.years.items() ^ (before.years.items() if before else set())
        years |= {year for year, _ in differing}
    return sorted(years)


def _rows_of_year(folder: ListedFolder, year: str) -> list[Row]:
    return [add_place(row_of(photo)) for photo in folder.photos if photo.when.startswith(year)]


def _delete_obsolete_marks(storage: Storage, state: IndexState) -> None:
    for mark in state.obsolete_marks():
        with suppress(Changed, NotFound):
            storage.photos.delete(mark)
