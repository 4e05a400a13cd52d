"""Albums: every folder that holds photos and is not a day of the timeline."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from gallery.pagination import Sorted, newest_first
from gallery.photos import ROOT, Blob, Photo, Place, folder_of, is_photo, place_of
from gallery.storage import Storage

_MONTH_FOLDER = re.compile(r"\d{4}/\d{2}/", re.ASCII)


@dataclass(frozen=True)
class Album:
    """A folder with photos directly in it."""

    album: str
    """Its path, `Trips/Rome`; ROOT for photos in no folder."""
    count: int
    cover: Photo

    def json(self) -> dict[str, Any]:
        """An entry of `/api/albums`."""
        return {"album": self.album, "count": self.count, "cover": self.cover.json()}


def album_shelf(storage: Storage, album: str) -> Sorted:
    """The photos directly in an album's folder."""
    return Sorted(newest_first(_album_photos(storage.photos.folder(folder_of(album)).blobs)))


def all_albums(storage: Storage) -> list[Album]:
    """Every album, by name; photos in no album are not among them."""
    found = sorted(_walk(storage, ""), key=lambda album: album.album.casefold())
    return [album for album in found if album.album != ROOT]


def _walk(storage: Storage, folder: str) -> Iterator[Album]:
    if _MONTH_FOLDER.fullmatch(folder):
        yield from _albums_under(storage, folder)
        return
    listing = storage.photos.folder(folder)
    yield from _albums_among(listing.blobs)
    for below in listing.folders:
        if not below.removeprefix(folder).startswith("."):
            yield from _walk(storage, below)


def _albums_under(storage: Storage, folder: str) -> Iterator[Album]:
    """A month is listed flat: one call instead of one for each of its days."""
    yield from _albums_among(storage.photos.under(folder))


def _albums_among(blobs: Iterable[Blob]) -> Iterator[Album]:
    by_album = sorted(_album_photos(blobs), key=_album_name)
    for album, photos in groupby(by_album, key=_album_name):
        newest = newest_first(list(photos))
        yield Album(album, len(newest), newest[0])


def _album_photos(blobs: Iterable[Blob]) -> list[Photo]:
    return [Photo(blob) for blob in blobs if is_photo(blob) and place_of(blob.name) is not Place.DATED]


def _album_name(photo: Photo) -> str:
    return photo.album or ROOT
