"""Settings of albums, as the catalog keeps them, so that no page reads every album's file."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gallery.errors import NotFound
from gallery.model.album_settings import MAX_ALBUM_FILE, MAX_DESCRIPTION, UNREADABLE, AlbumSettings
from gallery.model.blobs import Blob
from gallery.model.folders import ALBUM_FILE, album_of_folder, is_day_folder
from gallery.storage.account import Storage


class ListedSettings(NamedTuple):
    """What an album's file said when it had this ETag."""

    etag: str
    id: str
    title: str
    description: str
    sort: str
    cover: str
    is_public: bool
    in_timeline: bool


def read_listed_settings(
    storage: Storage, blobs: Iterable[Blob], known: Mapping[str, ListedSettings]
) -> dict[str, ListedSettings]:
    """Return the settings of all albums whose files are among the blobs. Reads those that aren't known or have changed.

    A day of the timeline isn't an album, so a file there says nothing. Raises StorageUnavailable.
    """
    files = {_album(blob): blob for blob in blobs if _is_album_file(blob.name)}
    return {album: _keep_or_read(storage, blob, known.get(album)) for album, blob in files.items()}


def _keep_or_read(storage: Storage, blob: Blob, known: ListedSettings | None) -> ListedSettings:
    return known if known and known.etag == blob.etag else _read(storage, blob)


def _is_album_file(name: str) -> bool:
    return name.endswith(f"/{ALBUM_FILE}") and not is_day_folder(name.removesuffix(ALBUM_FILE))


def _album(blob: Blob) -> str:
    return album_of_folder(blob.name.removesuffix(ALBUM_FILE))


def _read(storage: Storage, blob: Blob) -> ListedSettings:
    settings = UNREADABLE
    if blob.length <= MAX_ALBUM_FILE:
        try:
            blob, data = storage.photos.read(blob.name)
            settings = AlbumSettings.unpack(data)
        except NotFound:
            settings = AlbumSettings()
    return ListedSettings(
        blob.etag,
        settings.id,
        settings.title,
        settings.description[:MAX_DESCRIPTION],
        settings.sort.value,
        settings.cover,
        settings.is_public,
        settings.in_timeline,
    )
