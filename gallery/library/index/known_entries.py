"""The entries of all folders as one request knows them."""

from collections.abc import Collection, Iterator, Mapping

from gallery.library.index.catalog import Catalog
from gallery.library.index.entries import AlbumTotal, Entry, LibraryTotals, MonthTotal, add_totals
from gallery.library.index.hidden_folders import HiddenFolders
from gallery.library.index.listed_folders import ListedFolder
from gallery.library.index.listed_settings import ListedSettings
from gallery.library.index.sums import count_albums
from gallery.model.folders import folder_of_album, index_folder

NOTHING = Entry(0, "")


class KnownEntries:
    """The catalog's entries, replaced by those of folders that the request has listed, and without some folders.

    The request may list and exclude more folders meanwhile.
    """

    def __init__(self, catalog: Catalog, listed: Mapping[str, ListedFolder], excluded: set[str]) -> None:
        self._catalog, self._listed = catalog, listed
        self.excluded = excluded

    @property
    def replaced(self) -> set[str]:
        """Folders whose rows and counts in the index don't count."""
        return self._listed.keys() | self.excluded

    def get(self, folder: str) -> Entry:
        """Return the entry of a folder; an empty one if nothing is known."""
        if folder in self.excluded:
            return NOTHING
        listed = self._listed.get(folder)
        return listed.entry if listed else self._catalog.folders.get(folder, NOTHING)

    def values(self) -> Iterator[Entry]:
        """Yield all entries. In a large library, parsing them takes long."""
        return map(self.get, self._folders)

    def months(self) -> dict[str, MonthTotal]:
        """Return the photos of each month."""
        totals = add_totals(self._catalog.sums.months, (one.months for one in self._new))
        return add_totals(totals, (one.months for one in self._old), -1)

    def months_outside(self, hidden: HiddenFolders) -> dict[str, MonthTotal]:
        """Return the photos of each month that has any outside of these folders."""
        totals = add_totals(self.months(), self._months_in(hidden), -1)
        return {month: total for month, total in totals.items() if total[0]}

    def _months_in(self, hidden: HiddenFolders) -> Iterator[Mapping[str, MonthTotal]]:
        """Yield the photos of each month in hidden folders."""
        if hidden.is_empty:
            return
        yield from (self.get(folder).months for folder in self._folders if hidden.has(folder))
        # An album within a month has no entry of its own.
        for folder in {index_folder(one) for one in hidden.folders}:
            if not hidden.has(folder):
                entry = self.get(folder)
                inner = (total for album, total in entry.albums.items() if hidden.has(folder_of_album(album)))
                yield from (total.months or entry.months for total in inner)

    def years(self) -> set[str]:
        """Return all years with photos."""
        replaced = self.replaced
        stored = {year for name, one in self._catalog.packed.items() if name not in replaced for year in one.years}
        return stored.union(*(one.years for one in self._new))

    def settings(self) -> dict[str, ListedSettings]:
        """Return the settings of all albums that have some, by path."""
        folders = dict.fromkeys([*self._catalog.sums.with_settings, *self._listed])
        return {album: one for folder in folders for album, one in self.get(folder).settings.items()}

    def tagged_in(self, album: str) -> Iterator[tuple[str, AlbumTotal]]:
        """Yield the photos that tags show in an album, with their folder."""
        for folder in {*self._catalog.sums.tagged.get(album, ()), *self._listed}:
            yield from self.get(folder).tagged.get(album, {}).items()

    def tagged_albums(self) -> set[str]:
        """Return the albums that tags show photos in."""
        return {*self._catalog.sums.tagged, *(album for one in self._new for album in one.tagged)}

    def totals(self) -> LibraryTotals:
        """Return what all folders hold."""
        sums, new, old = self._catalog.sums, self._new, self._old
        return LibraryTotals(
            sum(count for count, _ in self.months().values()),
            sums.bytes + sum(one.bytes for one in new) - sum(one.bytes for one in old),
            sums.albums + sum(map(count_albums, new)) - sum(map(count_albums, old)),
        )

    @property
    def _folders(self) -> Collection[str]:
        return {**self._catalog.packed, **self._listed}.keys()

    @property
    def _new(self) -> list[Entry]:
        """The entries of folders that the request has listed."""
        return [folder.entry for folder in self._listed.values()]

    @property
    def _old(self) -> list[Entry]:
        """The entries that don't count anymore."""
        known = self._catalog.folders
        return [known[name] for name in self.replaced if name in known]
