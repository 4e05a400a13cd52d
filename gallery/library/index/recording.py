"""Writing into the index what a request has listed. A page never fails because of it: the next request tries again."""

from collections.abc import Mapping
from contextlib import suppress

from gallery.errors import Changed, GalleryError, NotFound
from gallery.library.index.catalog import Catalog, Scan
from gallery.library.index.catalog_store import update_catalog
from gallery.library.index.covers import add_covers
from gallery.library.index.entries import Entry
from gallery.library.index.listed_folders import ListedFolder
from gallery.library.index.rows import Row, row_of
from gallery.library.index.state import IndexState
from gallery.library.index.touches import touches_of
from gallery.library.index.year_files import FolderChange
from gallery.library.index.year_store import write_year
from gallery.library.place_names import name_place
from gallery.library.search.photo_texts import read_private_text_of
from gallery.library.search.whole_texts import read_whole_annotations
from gallery.memory import pause_garbage_collection
from gallery.model.photos import Photo
from gallery.storage.account import Storage

TOUCHED_AFTER = 40.0
"""Seconds after which the times of listings that found nothing new are written, so that every folder gets its turn."""


def record(
    storage: Storage,
    state: IndexState,
    listed: Mapping[str, ListedFolder],
    scan: Scan | None = None,
    *,
    may_wait: bool = False,
) -> Catalog | None:
    """Write folders into the catalog, and what has changed into the year files. Delete obsolete marks.

    With `may_wait`, times of listings that found nothing new are written every TOUCHED_AFTER, or together with others.
    Return the catalog as it is then, or None if it couldn't be written.
    """
    with suppress(GalleryError):
        listed = add_covers(state.catalog, listed)
        changed = {name: folder for name, folder in listed.items() if _is_worth_writing(state, folder)}
        touched = {name: folder.entry for name, folder in listed.items() if _is_touched(state, folder)}
        if may_wait:
            touched = _postpone(storage, state, touched, is_writing=bool(changed or scan))
        entries = {**touched, **{name: folder.entry for name, folder in changed.items()}}
        catalog = update_catalog(storage, state, entries, scan)
        if catalog:
            with pause_garbage_collection():
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
        name: FolderChange(digests.get(name), _rows_of_year(storage, folder, year))
        for name, folder in listed.items()
        if folder.entry.years.get(year) == digests.get(name)
    }
    # Another instance may be writing the file. Then its rows of these folders stay stale, and the next page sees that.
    with suppress(GalleryError):
        state.years[year] = write_year(storage, year, state.years.get(year), changes)


def _is_worth_writing(state: IndexState, folder: ListedFolder) -> bool:
    """Whether the catalog needs this entry now.

    While a folder changes, pages list it anyway, so writing its entry would only cost. A folder that the catalog
    doesn't have yet is written all the same, so that the next page doesn't look for it. Once it can have seen all
    changes it's written even if it's the same, so that pages don't list it anymore.
    """
    known = state.catalog.folders.get(folder.folder)
    if not folder.is_recordable or not known:
        return folder.is_recordable
    if not state.has_seen_changes(folder.folder, folder.entry.listed):
        return False
    is_new = known.digest != folder.entry.digest or known.covers != folder.entry.covers
    return is_new or not state.has_seen_changes(folder.folder, known.listed)


def _is_touched(state: IndexState, folder: ListedFolder) -> bool:
    """Whether only the time of the listing is new, and the catalog has had the one before for a while."""
    known = state.catalog.folders.get(folder.folder)
    if not known or not folder.is_recordable or known.digest != folder.entry.digest:
        return False
    listed = folder.entry.listed
    return state.has_seen_changes(folder.folder, listed) and listed > known.listed + TOUCHED_AFTER


def _postpone(
    storage: Storage, state: IndexState, touched: Mapping[str, Entry], *, is_writing: bool
) -> dict[str, Entry]:
    """Return the entries to write now: all postponed ones if the catalog is being written or wasn't for TOUCHED_AFTER.

    A process's first request never writes for them alone, so that it isn't delayed.
    """
    touches = touches_of(storage.photos)
    blob = state.catalog.blob
    written_at = blob.last_modified.timestamp() if blob else state.read_at
    is_due = is_writing or (not touches.is_empty and state.read_at > written_at + TOUCHED_AFTER)
    touches.add(touched)
    # If someone has deleted the catalog, its folders aren't what they were: their marks may be gone too.
    known = state.catalog.folders
    taken = touches.take().items() if is_due else ()
    return {name: entry for name, entry in taken if name in known and known[name].digest == entry.digest}


def _changed_years(state: IndexState, changed: Mapping[str, ListedFolder]) -> list[str]:
    """Return the years whose rows of these folders differ from those that the catalog had."""
    years: set[str] = set()
    for name, folder in changed.items():
        before = state.catalog.folders.get(name)
        differing = folder.entry.years.items() ^ (before.years.items() if before else set())
        years |= {year for year, _ in differing}
    return sorted(years)


def _rows_of_year(storage: Storage, folder: ListedFolder, year: str) -> list[Row]:
    photos = folder.photos_of_year(year)
    if photos:
        read_whole_annotations(storage, photos)
    return list(map(complete_row_of, photos))


def complete_row_of(photo: Photo) -> Row:
    """Return a photo's row with its place and text."""
    place = name_place(*photo.location)
    return row_of(photo, place, read_private_text_of(photo))


def _delete_obsolete_marks(storage: Storage, state: IndexState) -> None:
    for mark in state.obsolete_marks():
        with suppress(Changed, NotFound):
            storage.photos.delete(mark)
