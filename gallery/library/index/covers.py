"""Covers that owners have chosen. The index keeps their rows, so that a page of albums lists none of them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import chain

from gallery.library.index.catalog import Catalog
from gallery.library.index.entries import Entry
from gallery.library.index.hidden_folders import HiddenFolders
from gallery.library.index.listed_folders import ListedFolder
from gallery.library.index.listed_settings import ListedSettings
from gallery.library.index.rows import Row, row_of
from gallery.model.folders import folder_of_album, index_folder


def name_of_cover(album: str, settings: ListedSettings) -> str:
    """Return the name of the photo that was chosen as an album's cover, in its folder or a folder in it; "" if none."""
    return folder_of_album(album) + settings.cover if settings.cover else ""


def find_covers(
    find_entry: Callable[[str], Entry], settings: Mapping[str, ListedSettings], hidden: HiddenFolders
) -> dict[str, Row]:
    """Return the chosen covers by album: those that are where they were chosen, and not hidden.

    `find_entry` returns the entry of a folder.
    """
    names = {album: name for album, one in settings.items() if (name := name_of_cover(album, one))}
    rows = {album: find_entry(index_folder(name)).covers.get(name) for album, name in names.items()}
    return {album: row for album, row in rows.items() if row and not hidden.has(row.name)}


def find_unread(catalog: Catalog, listed: Mapping[str, ListedFolder]) -> list[str]:
    """Return the folders whose entries don't say yet whether a chosen cover is there, and that weren't listed."""
    wanted = _names_by_folder(catalog, listed)
    known = catalog.folders
    return [
        folder
        for folder, names in wanted.items()
        if folder in known and folder not in listed and not names <= known[folder].covers.keys()
    ]


def add_covers(catalog: Catalog, listed: Mapping[str, ListedFolder]) -> dict[str, ListedFolder]:
    """Return the folders with the rows of their photos that were chosen as covers."""
    wanted = _names_by_folder(catalog, listed)
    return {name: _add_covers(folder, wanted.get(name, set())) for name, folder in listed.items()}


def _add_covers(folder: ListedFolder, names: set[str]) -> ListedFolder:
    if names <= folder.entry.covers.keys():
        return folder
    rows = {photo.name: row_of(photo) for photo in folder.photos if photo.name in names}
    entry = folder.entry._replace(covers={name: rows.get(name) for name in sorted(names)})
    return replace(folder, entry=entry, load=lambda: folder.photos)


def _names_by_folder(catalog: Catalog, listed: Mapping[str, ListedFolder]) -> dict[str, set[str]]:
    """Return the names of all chosen covers by the folder of the index that would have them."""
    with_settings = (folder for folder in catalog.sums.with_settings if folder not in listed)
    stored = (catalog.folders[folder].settings for folder in with_settings)
    names: dict[str, set[str]] = {}
    for settings in chain(stored, (folder.entry.settings for folder in listed.values())):
        for album, one in settings.items():
            if name := name_of_cover(album, one):
                names.setdefault(index_folder(name), set()).add(name)
    return names
