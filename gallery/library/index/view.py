"""The index as one request sees it: the catalog and the year files, with what the request has listed itself."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TypeVar

from gallery.errors import Changed, NotFound
from gallery.library.index.covers import find_covers
from gallery.library.index.entries import AlbumTotal, LibraryTotals, add_album_total
from gallery.library.index.hidden_folders import HiddenFolders
from gallery.library.index.known_entries import KnownEntries
from gallery.library.index.listed_folders import ListedFolder, list_index_folder
from gallery.library.index.listed_settings import ListedSettings
from gallery.library.index.plan import MAX_LISTED, RECHECKED
from gallery.library.index.recording import record, record_rows
from gallery.library.index.rows import Row
from gallery.library.index.state import IndexState
from gallery.library.index.year_rows import YearRows
from gallery.library.index.year_store import WHOLE, YearFile, open_current_year, open_year
from gallery.library.search.whole_texts import read_whole_annotations
from gallery.model.blobs import Blob
from gallery.model.folders import ROOT, folder_of_album, index_folder, is_timeline_folder
from gallery.model.months import Month
from gallery.model.paging import PhotoList
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all, submit

T = TypeVar("T")


MAX_LOADED = 4
"""Years that are read completely at the same time: in large libraries, each takes many megabytes."""

MAX_PARSED = 200
"""Photos in unchanged folders whose listings take less time to parse than their rows take to be read."""


class IndexView:
    """All folders, as one request knows them. Photos and counts of folders that it listed replace those of the index.

    Folders that may have changed, but exceed what one request lists, are left out: visitors see nothing of them,
    because it may have been deleted or hidden, and the owner sees what the index says.
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
        self.is_owner = is_owner
        self._storage, self._state = storage, state
        self._listed, self._left_out = dict(listed), set(left_out)
        self._entries = KnownEntries(state.catalog, self._listed, set() if is_owner else self._left_out)
        self._years: dict[str, YearRows] = {}

    @property
    def is_updating(self) -> bool:
        """Whether folders or rows were left out, so that the page may not show everything. Known once it's read.

        Visitors don't learn that something changes in private albums.
        """
        left_out = any(not self._known_private.has(folder) for folder in self._left_out)
        return left_out or any(rows.lost for rows in self._years.values())

    @property
    def uncertain(self) -> HiddenFolders:
        """Folders that may have changed and were left out: what the index says about them may be out of date."""
        return HiddenFolders(folder for folder in self._left_out if folder != ROOT)

    def albums(self) -> dict[str, AlbumTotal]:
        """Return all albums that this caller may see, by path, with the photos that tags show in them."""
        albums = self.folder_albums()
        for album in self._entries.tagged_albums():
            for total in self.tagged_in(album).values():
                albums[album] = add_album_total(albums.get(album), total)
        return albums

    def tagged_in(self, album: str) -> dict[str, AlbumTotal]:
        """Return the photos that tags show in an album, by their folder, if the caller may see both."""
        hidden = self._hidden
        if hidden.has(folder_of_album(album)):
            return {}
        return {folder: total for folder, total in self._entries.tagged_in(album) if not hidden.has(folder)}

    def tagged_albums(self) -> set[str]:
        """Return the albums that tags may show photos in. Only for the owner."""
        return self._entries.tagged_albums()

    def folder_albums(self) -> dict[str, AlbumTotal]:
        """Return the photos in the folders of all albums that this caller may see, by path."""
        hidden = self._hidden
        totals = ((album, total) for entry in self._entries.values() for album, total in entry.albums.items())
        return {album: total for album, total in totals if not hidden.has(folder_of_album(album))}

    @cached_property
    def settings(self) -> dict[str, ListedSettings]:
        """The settings of all albums that have some, by path."""
        return self._entries.settings()

    def totals(self) -> LibraryTotals:
        """Return what the whole library holds, hidden albums included. Only for the owner."""
        return self._entries.totals()

    @cached_property
    def private(self) -> HiddenFolders:
        """The folders of albums that only the owner may see, with everything in them."""
        return HiddenFolders(folder_of_album(album) for album, one in self.settings.items() if not one.is_public)

    @cached_property
    def outside_timeline(self) -> HiddenFolders:
        """The folders of albums that the timeline doesn't show, with everything in them.

        Those in which dated photos lie don't count: these photos would be shown nowhere.
        """
        folders = (folder_of_album(album) for album, one in self.settings.items() if not one.in_timeline)
        return HiddenFolders(folder for folder in folders if not is_timeline_folder(folder))

    @cached_property
    def visible_settings(self) -> dict[str, ListedSettings]:
        """The settings of the albums that this caller may see, by path."""
        hidden = self._hidden
        return {album: one for album, one in self.settings.items() if not hidden.has(folder_of_album(album))}

    @cached_property
    def covers(self) -> dict[str, Row]:
        """The photos that were chosen as covers, by album, as far as this caller may see them."""
        return find_covers(self._entries.get, self.visible_settings, self._hidden)

    def photos_of(self, album: str) -> PhotoList:
        """Return the photos in the folder of an album, which this request has listed, if the caller may see it."""
        folder = folder_of_album(album)
        photos = [] if self._hidden.has(folder) else self._listed[index_folder(folder)].photos
        return PhotoList([photo for photo in photos if photo.album == album])

    def months(self) -> list[Month]:
        """Return all months with photos in the timeline, newest first."""
        newest_first = sorted(self._entries.months_outside(self._outside_timeline).items(), reverse=True)
        return [Month(month, count, round(ratio_sum, 2)) for month, (count, ratio_sum) in newest_first]

    def years(self) -> list[str]:
        """Return all years with photos in the timeline, newest first."""
        return sorted({month[:4] for month in self._entries.months_outside(self._outside_timeline)}, reverse=True)

    def all_years(self) -> list[str]:
        """Return all years with photos, newest first, also of albums that are kept off the timeline."""
        return sorted(self._entries.years(), reverse=True)

    def prefetch_years(self, years: Iterable[str]) -> None:
        """Read the files of several years at once, so that opening each doesn't wait for the one before."""

        def read(blob: Blob) -> None:
            with suppress(Changed, NotFound, ValueError):
                open_year(self._storage, blob)

        run_all(read, [self._state.years[year] for year in years if year in self._state.years])

    def read_years(self, years: Iterable[str], load: Callable[[YearFile], T]) -> Iterator[tuple[YearRows, T | None]]:
        """Yield the photos of each year, also of albums that are kept off the timeline.

        With what `load`, called in another thread, returns for the year's file: None if there's no file.
        """
        remaining = iter(years)
        while batch := list(islice(remaining, MAX_LOADED)):
            needless = self._needless
            for year, future in [(year, submit(self._load_year, year, needless, load)) for year in batch]:
                file, stale, loaded = future.result()
                yield replace(self._complete_year(year, file, stale), hidden=self._hidden), loaded

    def year(self, year: str, *, is_everywhere: bool = False) -> YearRows:
        """Return the photos of a year. Folders whose rows in its file are out of date are listed, or left out.

        With `is_everywhere`, that includes those of albums that are kept off the timeline.
        """
        if year not in self._years:
            file, stale = self._open_year(year, self._needless)
            self._years[year] = self._complete_year(year, file, stale)
        rows = self._years[year]
        return replace(rows, hidden=self._hidden) if is_everywhere else rows

    @cached_property
    def _known_private(self) -> HiddenFolders:
        """For visitors, the private folders as far as the index knows, also of those that were left out."""
        if self.is_owner:
            return HiddenFolders(())
        settings = KnownEntries(self._state.catalog, self._listed, set()).settings()
        return HiddenFolders(folder_of_album(album) for album, one in settings.items() if not one.is_public)

    def read_whole_texts(self, year: YearRows) -> None:
        """Read the sidecars of listed photos whose texts in the metadata are cut, for a search by the owner."""
        read_whole_annotations(self._storage, year.listed_photos.photos if self.is_owner else ())

    @property
    def _hidden(self) -> HiddenFolders:
        """Folders of which this caller must not see anything. What's in one that was left out may be hidden by now."""
        return HiddenFolders(()) if self.is_owner else self.private.with_others(self.uncertain.folders)

    @property
    def _outside_timeline(self) -> HiddenFolders:
        """Folders whose photos this caller sees in their albums only, or not at all."""
        return self.outside_timeline.with_others(self._hidden.folders)

    @property
    def _needless(self) -> set[str]:
        """Folders whose rows in the index aren't needed."""
        large = {name for name, one in self._listed.items() if one.is_unchanged and one.entry.photos > MAX_PARSED}
        return self._entries.replaced - large

    def _load_year(
        self, year: str, needless: Collection[str], load: Callable[[YearFile], T]
    ) -> tuple[YearFile | None, set[str], T | None]:
        file, stale = self._open_year(year, needless, WHOLE)
        try:
            return file, stale, load(file) if file else None
        except (Changed, NotFound):
            return None, set(self._state.catalog.digests_of(year)), None

    def _open_year(self, year: str, needless: Collection[str], first_read: int = 0) -> tuple[YearFile | None, set[str]]:
        """Return the year's file, unless it isn't needed, and the folders whose rows in it are out of date."""
        digests, blob = self._state.catalog.digests_of(year), self._state.years.get(year)
        if digests.keys() <= set(needless):
            return None, set()
        with suppress(Changed, NotFound, ValueError):
            if blob:
                file = open_current_year(self._storage, blob, first_read)
                return file, {folder for folder, _ in digests.items() ^ file.digests.items()}
        return None, set(digests)

    def _complete_year(self, year: str, file: YearFile | None, stale: Collection[str]) -> YearRows:
        """Return the year's photos in the timeline, from its file and from what this request lists."""
        self._list_stale(year, stale)
        # Parsing a listing takes longer than reading the rows of a folder that it shows to be unchanged.
        stored = {name for name, one in self._listed.items() if file and one.is_unchanged and name not in stale}
        live = {name: one for name, one in self._listed.items() if name not in stored}
        return YearRows(year, file, live, live.keys() | self._entries.excluded, self._outside_timeline)

    def _list_stale(self, year: str, folders: Collection[str]) -> None:
        stale = sorted(set(folders) - self._entries.replaced)
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
