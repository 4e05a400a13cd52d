"""Albums: folders that contain photos and aren't days of the timeline."""

from collections.abc import Mapping
from dataclasses import dataclass

from gallery.library.content_checks import find_photos
from gallery.library.index.entries import AlbumTotal
from gallery.library.index.rows import photo_of_row
from gallery.library.index.view import IndexView
from gallery.model.folders import ROOT, NameClass, folder_of_album, is_month_folder
from gallery.model.paging import PhotoList, sort_newest_first
from gallery.model.photos import Photo
from gallery.storage.account import Storage


@dataclass(frozen=True)
class Album:
    """A folder with photos in it, or in folders within it."""

    album: str
    """Its path, `Trips/Rome`; ROOT for photos in no folder."""
    count: int
    """Photos directly in it."""
    cover: Photo
    """Its newest photo, or that of the first album in it."""
    sub_albums: int = 0
    """Albums within it, at any depth."""
    total: int = 0
    """Photos in it and in all albums within it."""


def list_album_photos(storage: Storage, album: str) -> PhotoList:
    """The photos directly in an album's folder, newest first."""
    blobs = storage.photos.list_folder(folder_of_album(album)).blobs
    undated = (blob for blob in blobs if blob.name_class is not NameClass.DATED)
    return PhotoList(sort_newest_first(find_photos(storage, undated)))


def list_albums(index: IndexView) -> list[Album]:
    """Every album with photos directly in it, sorted by name. Photos in no folder aren't an album here."""
    totals = _album_totals(index)
    return [_combine(album, {album: totals[album]}) for album in sorted(totals, key=str.casefold) if album != ROOT]


def list_sub_albums(index: IndexView, album: str) -> list[Album]:
    """The albums directly in an album, sorted by name. A folder that contains only other albums is one too."""
    prefix = folder_of_album(album)
    by_child: dict[str, dict[str, AlbumTotal]] = {}
    for name, total in sorted(_album_totals(index).items()):
        if name.startswith(prefix) and name != album:
            child = prefix + name[len(prefix) :].partition("/")[0]
            by_child.setdefault(child, {})[name] = total
    albums = [_combine(child, within) for child, within in by_child.items() if not is_month_folder(f"{child}/")]
    return sorted(albums, key=lambda one: one.album.casefold())


def _album_totals(index: IndexView) -> dict[str, AlbumTotal]:
    return {album: total for entry in index.entries.values() for album, total in entry.albums.items()}


def _combine(album: str, within: Mapping[str, AlbumTotal]) -> Album:
    """Return an album, from its own photos and those of the albums within it, sorted by name."""
    cover = next(iter(within.values())).cover
    count = within[album].photos if album in within else 0
    sub_albums = len(within.keys() - {album})
    return Album(album, count, photo_of_row(cover), sub_albums, sum(total.photos for total in within.values()))
