"""Settings of deleted albums. They're in the trash under their former names, as long as photos may need them.

Without them, restoring a photo of a private album would show it to everyone.
"""

import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from gallery.errors import Changed, NotFound, PhotoExists
from gallery.library.album_settings import can_have_settings
from gallery.model.blobs import Blob
from gallery.model.folders import ALBUM_FILE, TRASH, album_of_folder, folders_around, is_indexed
from gallery.model.pending_moves import read_deletion_time
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all
from gallery.storage.properties import Content, md5_of


def list_settings_files(listed: Iterable[Blob]) -> list[Blob]:
    """Return the files among the blobs that have settings of albums, those of outer albums first."""
    return sorted(
        (blob for blob in listed if blob.name.endswith(f"/{ALBUM_FILE}") and is_indexed(blob.name)),
        key=lambda blob: blob.name.count("/"),
    )


def trash_settings(storage: Storage, blob: Blob) -> None:
    """Move the settings of an album without photos to the trash, over those of a former album with that name.

    Raises Changed if someone else changes them at that moment.
    """
    with suppress(NotFound, PhotoExists):  # Another request is deleting the same album.
        current, data = storage.photos.read(blob.name)
        former = _find(storage, TRASH + blob.name)
        content = Content(data, current.content_type, md5_of(data))
        storage.photos.put(TRASH + blob.name, content, {}, replaces=former)
        storage.photos.delete(current)


def restore_settings_within(storage: Storage, folder: str) -> bool:
    """Restore the settings of an album's folder and of those in it; return whether there were any."""
    trashed = [blob for blob in storage.photos.list_prefix(TRASH + folder) if blob.name.endswith(f"/{ALBUM_FILE}")]
    trashed.sort(key=lambda blob: blob.name.count("/"))
    for blob in trashed:
        _restore(storage, blob)
    return bool(trashed)


def restore_settings_of(storage: Storage, photos: Iterable[Blob]) -> None:
    """Restore the settings of the albums that photos in the trash were in, before the photos are restored."""
    deleted = dict[str, float]()
    for photo in photos:
        name = photo.name.removeprefix(TRASH)
        for folder in (one for one in folders_around(name) if can_have_settings(album_of_folder(one))):
            deleted[folder] = min(deleted.get(folder, float("inf")), read_deletion_time(photo).timestamp())

    def find(folder: str) -> Blob | None:
        blob = _find(storage, TRASH + folder + ALBUM_FILE)
        # A photo that was deleted later was in another album, which happens to have the same name.
        return blob if blob and deleted[folder] <= blob.last_modified.timestamp() else None

    for blob in filter(None, run_all(find, sorted(deleted))):
        _restore(storage, blob)


def purge_trashed_settings(storage: Storage, deadline: float) -> None:
    """Delete settings that have been in the trash for longer than TRASH_DAYS. Photos that need them went before.

    `deadline` is by time.monotonic(). Raises StorageUnavailable.
    """
    kept_for = timedelta(days=storage.settings.trash_days)
    if not kept_for or time.monotonic() >= deadline:
        return
    for blob in storage.photos.list_prefix(TRASH):
        if blob.name.endswith(f"/{ALBUM_FILE}") and blob.age > kept_for:
            with suppress(Changed, NotFound):
                storage.photos.delete(blob)


def _restore(storage: Storage, trashed: Blob) -> None:
    """Move settings back. If the album has new ones, those count."""
    with suppress(NotFound, PhotoExists):
        storage.photos.copy(trashed, trashed.name.removeprefix(TRASH), {})
    with suppress(Changed, NotFound):
        storage.photos.delete(trashed)


def _find(storage: Storage, name: str) -> Blob | None:
    with suppress(NotFound):
        return storage.photos.get_properties(name)
    return None
