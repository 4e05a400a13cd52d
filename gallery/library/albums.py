"""Albums: folders that contain photos and aren't days of the timeline."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from gallery.library.index.entries import AlbumTotal
from gallery.library.index.opening import open_index
from gallery.library.index.rows import photo_of_row
from gallery.library.index.tagged import list_album
from gallery.library.index.view import IndexView
from gallery.model.folders import (
    ROOT,
    album_of_folder,
    folder_of_album,
    folders_around,
    index_folder,
    is_month_folder,
)
from gallery.model.paging import PhotoList
from gallery.model.photos import Photo
from gallery.model.sort_orders import SortOrder
from gallery.storage.account import Storage


@dataclass(frozen=True)
class Album:
    """A folder with photos in it, or in folders within it."""

    album: str
    """Its path, `Trips/Rome`; ROOT for photos in no folder."""
    count: int
    """Photos directly in it, also those that tags show there."""
    cover: Photo | None
    """The chosen photo, or its newest, or the cover of the first album in it; None if there's no photo."""
    sub_albums: int = 0
    """Albums within it, at any depth."""
    total: int = 0
    """Photos in it and in all albums within it."""
    title: str = ""
    """Shown instead of the folder's name, if there is one."""
    description: str = ""
    is_public: bool = True
    """Whether others than the owner may see it: neither it nor an album around it is private."""


def list_titles(index: IndexView) -> dict[str, str]:
    """Return the titles of all albums that have one and that the caller may see, by path."""
    return {album: one.title for album, one in index.visible_settings.items() if one.title}


def sort_album(index: IndexView, album: str, order: SortOrder | None = None) -> PhotoList:
    """Return the photos of an album that the index has listed, in this order, or else that of the album's settings."""
    own = index.visible_settings.get(album)
    return list_album(index, album).sort(order or (SortOrder(own.sort) if own else SortOrder.NEWEST))


def open_album(storage: Storage, album: str, *, is_owner: bool, order: SortOrder | None = None) -> PhotoList:
    """Open the index for the photos of an album. See sort_album."""
    index = open_index(storage, is_owner=is_owner, listed=[index_folder(folder_of_album(album))])
    return sort_album(index, album, order)


def list_albums(index: IndexView, is_wanted: Callable[[str, str], bool] = lambda _, __: True) -> list[Album]:
    """Every album with photos directly in it, sorted by name; for the owner also those with nothing in them yet.

    Photos in no folder aren't an album here. `is_wanted` is called with the path and title of each.
    """
    totals = _totals(index)
    outer = {parent for album in totals for parent in _albums_around(album)} if not all(totals.values()) else ()
    return _combine_all(
        index, totals, [album for album, total in totals.items() if total or album not in outer], is_wanted
    )


def list_all_albums(index: IndexView) -> list[Album]:
    """Return what list_albums does, and for the owner every other album with settings: its photos are in sub-albums.

    Backups need them all, because such an album may be the one that's private.
    """
    totals = _totals(index)
    return _combine_all(index, totals, totals, lambda _, __: True)


def _combine_all(
    index: IndexView,
    totals: Mapping[str, AlbumTotal | None],
    shown: Iterable[str],
    is_wanted: Callable[[str, str], bool],
) -> list[Album]:
    titles, within = list_titles(index), _group_within(totals)
    found = (album for album in shown if album != ROOT and is_wanted(album, titles.get(album, "")))
    return [_combine(index, album, within[album]) for album in sorted(found, key=str.casefold)]


def summarize_album(index: IndexView, album: str) -> Album:
    """Return what an album's folder has, whether it has photos or not, without those that tags show in it."""
    prefix, totals = folder_of_album(album), {**_empty(index), **index.folder_albums()}
    within = {name: total for name, total in sorted(totals.items()) if name == album or name.startswith(prefix)}
    found = _combine(index, album, {name: total for name, total in within.items() if total})
    return replace(found, sub_albums=len(within.keys() - {album}))


def list_sub_albums(index: IndexView, album: str) -> list[Album]:
    """The albums directly in an album, sorted by name. A folder that contains only other albums is one too."""
    prefix = folder_of_album(album)
    by_child: dict[str, dict[str, AlbumTotal]] = {}
    for name, total in sorted(_totals(index).items()):
        if name.startswith(prefix) and name != album:
            child = by_child.setdefault(prefix + name[len(prefix) :].partition("/")[0], {})
            child |= {name: total} if total else {}
    albums = [_combine(index, child, within) for child, within in by_child.items() if not is_month_folder(f"{child}/")]
    return sorted(albums, key=lambda one: one.album.casefold())


def _group_within(totals: Mapping[str, AlbumTotal | None]) -> dict[str, dict[str, AlbumTotal]]:
    """Return for each album the totals of itself and of the albums within it, sorted by name."""
    within: dict[str, dict[str, AlbumTotal]] = {album: {} for album in totals}
    for album, total in sorted(totals.items()):
        for outer in (*_albums_around(album), album):
            if total and outer in within:
                within[outer][album] = total
    return within


def _totals(index: IndexView) -> dict[str, AlbumTotal | None]:
    """Return the albums that this caller may see; None for those without photos, which only the owner sees."""
    return {**_empty(index), **index.albums()}


def _empty(index: IndexView) -> dict[str, AlbumTotal | None]:
    return dict.fromkeys(index.settings if index.is_owner else ())


def _albums_around(album: str) -> list[str]:
    if "/" not in album:  # Asked for every album of a page.
        return []
    return [album_of_folder(folder) for folder in folders_around(folder_of_album(album))[:-1]]


def _combine(index: IndexView, album: str, within: Mapping[str, AlbumTotal]) -> Album:
    """Return an album, from its own photos and those of the albums within it, sorted by name."""
    covers = (index.covers.get(name) or total.cover for name, total in within.items())
    cover = index.covers.get(album) or next(covers, None)
    count = within[album].photos if album in within else 0
    total = sum(one.photos for one in within.values())
    own = index.settings.get(album)
    title, description = (own.title, own.description) if own else ("", "")
    is_public = not index.private.has(folder_of_album(album))
    return Album(
        album,
        count,
        photo_of_row(cover) if cover else None,
        len(within) - (album in within),
        total,
        title,
        description,
        is_public,
    )
