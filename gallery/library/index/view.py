"""The index as one request sees it: the catalog and the year files, with what the request has listed itself."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress

from gallery.errors import Changed, NotFound
from gallery.library.index.entries import Entry, add_totals
from gallery.library.index.listed_folders import ListedFolder, list_index_folder
from gallery.library.index.plan import MAX_LISTED, RECHECKED
from gallery.library.index.recording import record, record_rows
from gallery.library.index.state import IndexState
from gallery.library.index.year_rows import YearRows
from gallery.library.index.year_store import YearFile, open_year
from gallery.model.folders import folder_of_album, index_folder
from gallery.model.months import Month
from gallery.model.paging import PhotoList
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all


class IndexView:
    """All folders, as one request knows them. Photos and counts of folders that it listed replace those of the index.

    Folders that may have changed, but exceed what one request lists, are left out: visitors see nothing of them,
    because it may have been deleted, and the owner sees what the index says.
    """

    def __init__(
        self,
        storage: Storage,
        state: IndexState,
        listed: Mapping[str, ListedFolder],
        left_out: Iterable[str],
        *,
        is_owner: bool,
    ) -> None:
        self._storage, self._state, self._is_owner = storage, state, is_owner
        self._listed, self._left_out = dict(listed), set(left_out)
        self._years: dict[str, YearRows] = {}

    @property
    def is_updating(self) -> bool:
        """Whether folders were left out, so that the page may not show everything."""
        return bool(self._left_out)

    @property
    def entries(self) -> dict[str, Entry]:
        """The entries of all folders that this caller may know of."""
        known = {**self._state.catalog.folders, **{name: folder.entry for name, folder in self._listed.items()}}
        return {name: entry for name, entry in known.items() if name not in self._excluded}

    def months(self) -> list[Month]:
        """Return all months with photos, newest first."""
        catalog = self._state.catalog
        replaced = [catalog.folders[name].months for name in self._replaced if name in catalog.folders]
        totals = add_totals(catalog.totals, replaced, -1)
        totals = add_totals(totals, (folder.entry.months for folder in self._listed.values()))
        newest_first = sorted(totals.items(), reverse=True)
        return [Month(month, count, round(ratio_sum, 2)) for month, (count, ratio_sum) in newest_first if count]

    def photos_of(self, album: str) -> PhotoList:
        """Return the photos directly in an album whose folder this request has listed."""
        folder = self._listed[index_folder(folder_of_album(album))]
        return PhotoList([photo for photo in folder.photos if photo.album == album])

    def years(self) -> list[str]:
        """Return all years with photos, newest first."""
        return sorted({month.month[:4] for month in self.months()}, reverse=True)

    def year(self, year: str) -> YearRows:
        """Return the photos of a year. Folders whose rows in its file are out of date are listed, or left out."""
        if year not in self._years:
            file, stale = self._open_year(year)
            self._list_stale(year, stale)
            self._years[year] = YearRows(year, file, self._listed, self._replaced)
        return self._years[year]

    @property
    def _excluded(self) -> set[str]:
        return set() if self._is_owner else self._left_out

    @property
    def _replaced(self) -> set[str]:
        """Folders whose rows and counts in the index don't count."""
        return self._listed.keys() | self._excluded

    def _open_year(self, year: str) -> tuple[YearFile | None, set[str]]:
        """Return the year's file, unless it isn't needed, and the folders whose rows in it are out of date."""
        digests, blob = self._state.catalog.digests_of(year), self._state.years.get(year)
        if digests.keys() <= self._replaced:
            return None, set()
        with suppress(Changed, NotFound, ValueError):
            if blob:
                file = open_year(self._storage, blob)
                return file, {folder for folder, _ in digests.items() ^ file.digests.items()}
        return None, set(digests)

    def _list_stale(self, year: str, folders: Collection[str]) -> None:
        stale = sorted(set(folders) - self._replaced)
        space = max(0, MAX_LISTED + RECHECKED - len(self._listed))
        known = self._state.catalog.folders
        found = run_all(lambda name: list_index_folder(self._storage, name, known.get(name)), stale[:space])
        self._listed |= {folder.folder: folder for folder in found}
        self._left_out.update(stale[space:])
        if found:
            self._record_stale(year, {folder.folder: folder for folder in found})

    def _record_stale(self, year: str, listed: Mapping[str, ListedFolder]) -> None:
        """Write the rows that a crash, or another instance, has left out of date."""
        catalog = record(self._storage, self._state, listed) or self._state.catalog
        record_rows(self._storage, self._state, catalog, year, listed)
