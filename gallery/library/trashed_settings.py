"""Settings of deleted albums. They're in the trash under their former names, as long as photos may need them.

Without them, restoring a photo of a private album would show it to everyone.
"""

import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from gallery.errors import AlbumIsPublic, Changed, NotFound, PhotoExists
from gallery.library.album_settings import can_have_settings, is_private, read_album_file
from gallery.model.album_settings import AlbumSettings
from gallery.model.blobs import Blob
from gallery.model.folders import ALBUM_FILE, TRASH, album_of_folder, folders_around, is_indexed
from gallery.model.pending_moves import read_deletion_time
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all
from gallery.storage.properties import Content, md5_of


def list_settings_files(listed: Iterable[Blob]) -> list[Blob]:
    """Return the files among the blobs that have settings of albums, those of outer albums first."""
    return _sort_outer_first(blob for blob in listed if _has_settings(blob) and is_indexed(blob.name))


def trash_settings(storage: Storage, blob: Blob) -> None:
    """Move the settings of an album without photos to the trash, over those of a former album with that name.

    If the former album was private, they become private, because its photos in the trash need that. Raises Changed if
    someone else changes them at that moment.
    """
    with suppress(NotFound, PhotoExists):  # Another request is deleting the same album.
        current, data = storage.photos.read(blob.name)
        former, needed = read_album_file(storage, TRASH + blob.name.removesuffix(ALBUM_FILE))
        if not needed.is_public:
            data = _make_private(data)
        content = Content(data, current.content_type, md5_of(data))
        storage.photos.put(TRASH + blob.name, content, {}, replaces=former)
        storage.photos.delete(current)


def delete_settings(storage: Storage, folder: str) -> None:
    """Delete the settings of a renamed album; private ones go to the trash, because its photos there may need them.

    If someone changes them at that moment, they stay.
    """
    blob, settings = read_album_file(storage, folder)
    with suppress(Changed, NotFound):
        if blob and settings.is_public:
            storage.photos.delete(blob)
        elif blob:
            trash_settings(storage, blob)


def restore_settings_within(storage: Storage, folder: str, photos: Iterable[Blob]) -> bool:
    """Restore the settings of an album's folder and of those in it; return whether there were any.

    Before them, those of the albums around it that were deleted later than it or its photos. Raises AlbumIsPublic.
    """
    trashed = _sort_outer_first(filter(_has_settings, storage.photos.list_prefix(TRASH + folder)))
    times = [*(blob.last_modified for blob in trashed), *map(read_deletion_time, photos)]
    if times:
        _restore_later(storage, dict.fromkeys(_albums_around(folder)[:-1], min(times).timestamp()))
    for blob in trashed:
        _restore(storage, blob)
    return bool(trashed)


def restore_settings_of(storage: Storage, photos: Iterable[Blob]) -> None:
    """Restore the settings of the albums that photos in the trash were in, before the photos are restored.

    Raises AlbumIsPublic.
    """
    deleted = dict[str, float]()
    for photo in photos:
        for folder in _albums_around(photo.name.removeprefix(TRASH)):
            deleted[folder] = min(deleted.get(folder, float("inf")), read_deletion_time(photo).timestamp())
    _restore_later(storage, deleted)


def _albums_around(name: str) -> list[str]:
    return [folder for folder in folders_around(name) if can_have_settings(album_of_folder(folder))]


def _restore_later(storage: Storage, deleted: Mapping[str, float]) -> None:
    """Restore the settings of folders that were deleted later than what was in them, outer folders first."""

    def find(folder: str) -> Blob | None:
        blob = _find(storage, TRASH + folder + ALBUM_FILE)
        # A photo that was deleted later was in another album, which happens to have the same name.
        return blob if blob and deleted[folder] <= blob.last_modified.timestamp() else None

    for blob in filter(None, run_all(find, sorted(deleted))):
        _restore(storage, blob)


def purge_trashed_settings(storage: Storage, deadline: float) -> None:
    """Delete settings that have been in the trash for longer than TRASH_DAYS, and that no photo there needs.

    `deadline` is by time.monotonic(). Raises StorageUnavailable.
    """
    kept_for = timedelta(days=storage.settings.trash_days)
    if not kept_for or time.monotonic() >= deadline:
        return
    trashed = storage.photos.list_prefix(TRASH)
    needed = {folder for blob in trashed if not _has_settings(blob) for folder in folders_around(blob.name)}
    for blob in filter(_has_settings, trashed):
        if blob.name.removesuffix(ALBUM_FILE) not in needed and blob.age > kept_for:
            with suppress(Changed, NotFound):
                storage.photos.delete(blob)


def _restore(storage: Storage, trashed: Blob) -> None:
    """Move settings back. If the album has new ones, those count; unless they'd show private photos: AlbumIsPublic."""
    try:
        storage.photos.copy(trashed, trashed.name.removeprefix(TRASH), {})
    except PhotoExists:
        _check_privacy(storage, trashed.name.removeprefix(TRASH).removesuffix(ALBUM_FILE))
    except NotFound:
        pass
    with suppress(Changed, NotFound):
        storage.photos.delete(trashed)


def _check_privacy(storage: Storage, folder: str) -> None:
    if not read_album_file(storage, TRASH + folder)[1].is_public and not is_private(storage, folder):
        raise AlbumIsPublic(album_of_folder(folder))


def _has_settings(blob: Blob) -> bool:
    return blob.name.endswith(f"/{ALBUM_FILE}")


def _sort_outer_first(blobs: Iterable[Blob]) -> list[Blob]:
    return sorted(blobs, key=lambda blob: blob.name.count("/"))


def _make_private(data: bytes) -> bytes:
    settings = AlbumSettings.unpack(data)
    return replace(settings, is_public=False).pack() if settings.is_public else data


def _find(storage: Storage, name: str) -> Blob | None:
    with suppress(NotFound):
        return storage.photos.get_properties(name)
    return None
