"""Albums: folders that contain photos and aren't days of the timeline."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from gallery.library.content_checks import find_photos
from gallery.library.hints import Hints, read_hints
from gallery.library.months import list_month, list_year
from gallery.model.blobs import Blob
from gallery.model.folders import ROOT, NameClass, album_of_folder, folder_of_album, is_hidden_folder
from gallery.model.months import MONTH_FOLDER, YEAR_FOLDER, month_folder, month_of_folder
from gallery.model.paging import PhotoList, sort_newest_first
from gallery.model.photos import Photo
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all, submit_deduplicated
from gallery.storage.listing import Listing

RECHECKED_FOLDERS = 4
"""Years, and months, listed although their hints say they contain no album, because other tools don't write hints."""

MAX_SUB_ALBUMS = 60
"""On the page of the album that contains them, because each costs a call. The page of all albums has the others."""

MAX_COVER_CALLS = 8
"""For the cover of an album that contains only other albums."""


@dataclass(frozen=True)
class Album:
    """A folder with photos directly in it."""

    album: str
    """Its path, `Trips/Rome`; ROOT for photos in no folder."""
    count: int
    cover: Photo
    sub_albums: int = 0
    """Folders in it; known only on the page of the album that contains it."""


def list_album_photos(storage: Storage, album: str) -> PhotoList:
    """The photos directly in an album's folder, newest first."""
    return album_photos_among(storage, storage.photos.list_folder(folder_of_album(album)).blobs)


def album_photos_among(storage: Storage, blobs: Iterable[Blob]) -> PhotoList:
    """The photos among the blobs that aren't filed by date, newest first."""
    undated = (blob for blob in blobs if blob.name_class is not NameClass.DATED)
    return PhotoList(sort_newest_first(find_photos(storage, undated)))


def list_sub_albums(storage: Storage, folders: Iterable[str]) -> list[Album]:
    """The albums among the folders that an album's listing found, sorted by name, at most MAX_SUB_ALBUMS.

    A folder that contains only other albums is one too. Its cover is the first that a few calls find.
    """
    by_name = sorted(_visible(folders), key=str.casefold)[:MAX_SUB_ALBUMS]
    return [album for album in run_all(partial(_open_sub_album, storage), by_name) if album]


def _open_sub_album(storage: Storage, folder: str) -> Album | None:
    listing = storage.photos.list_folder(folder)
    photos, below = album_photos_among(storage, listing.blobs).photos, _visible(listing.folders)
    cover = photos[0] if photos else _find_cover(storage, below)
    return Album(album_of_folder(folder), len(photos), cover, len(below)) if cover else None


def _find_cover(storage: Storage, folders: list[str]) -> Photo | None:
    for _ in range(MAX_COVER_CALLS):
        if not folders:
            break
        listing = storage.photos.list_folder(folders[0])
        if photos := album_photos_among(storage, listing.blobs).photos:
            return photos[0]
        folders = _visible(listing.folders) + folders[1:]
    return None


def _visible(folders: Iterable[str]) -> list[str]:
    """The folders that may be albums, without months of the timeline: only the page of all albums looks into those."""
    return [folder for folder in folders if not is_hidden_folder(folder) and not MONTH_FOLDER.fullmatch(folder)]


def list_albums(storage: Storage) -> list[Album]:
    """Every album, sorted by name. Photos in no folder aren't an album here."""
    albums = sorted(_Walk(storage).albums(), key=lambda album: album.album.casefold())
    return [album for album in albums if album.album != ROOT]


class _Walk:
    """A walk through all folders, level by level, that skips years and months known to contain no album."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        hints = submit_deduplicated(read_hints, storage)
        self._root = storage.photos.list_folder("")
        self._hints: Hints = hints.result()

    def albums(self) -> Iterator[Album]:
        level, recheck = [self._root], RECHECKED_FOLDERS
        while level:
            for listing in level:
                yield from _group_by_album(self._storage, listing.blobs)
            below = [folder for listing in level for folder in listing.folders if not is_hidden_folder(folder)]
            level, recheck = run_all(self._list, self._folders_to_list(below, recheck)), 0

    def _folders_to_list(self, folders: list[str], recheck: int) -> list[str]:
        listing_times = self._storage.photos.listing_times
        bare = [one for one in folders if self._has_no_album(one) and not listing_times.has_changed(one)]
        skipped = set(bare).difference(listing_times.least_recently_listed(bare, recheck))
        months = [month_folder(month) for folder in skipped for month in self._known_months(folder)]
        wanted = [one for one in folders if one not in skipped]
        return wanted + (self._folders_to_list(months, recheck) if months else [])

    def _has_no_album(self, folder: str) -> bool:
        """Whether the hints say so."""
        if MONTH_FOLDER.fullmatch(folder):
            return not self._hints.month_has_albums(month_of_folder(folder))
        year = self._hints.year(folder[:-1]) if YEAR_FOLDER.fullmatch(folder) else None
        return bool(year and not year.has_albums)

    def _known_months(self, folder: str) -> tuple[str, ...]:
        year = self._hints.year(folder[:-1])
        return year.months if year else ()

    def _list(self, folder: str) -> Listing:
        """A month is listed with everything below it: one call instead of one per day."""
        if MONTH_FOLDER.fullmatch(folder):
            return Listing(list_month(self._storage, month_of_folder(folder), self._hints).others, [])
        if YEAR_FOLDER.fullmatch(folder):
            return list_year(self._storage, folder[:-1], self._hints)[1]
        return self._storage.photos.list_folder(folder)


def _group_by_album(storage: Storage, blobs: Iterable[Blob]) -> Iterator[Album]:
    photos = sorted(album_photos_among(storage, blobs).photos, key=_album_name)
    for album, group in groupby(photos, key=_album_name):
        # Sorting is stable, so the newest photo still comes first.
        newest, *others = group
        yield Album(album, 1 + len(others), newest)


def _album_name(photo: Photo) -> str:
    return photo.album or ROOT
