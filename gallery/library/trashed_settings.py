"""Settings of deleted albums. They're kept under their former names, as long as photos in the trash may need them.

Without them, restoring a photo of a private album would show it to everyone. They aren't in the trash themselves,
because its lifecycle rule doesn't know which photos are still there.
"""

import secrets
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from gallery.errors import AlbumIsPublic, Changed, NotFound, PhotoExists
from gallery.library.album_settings import can_have_settings, is_private, read_album_file
from gallery.model.album_settings import UNREADABLE, AlbumSettings
from gallery.model.blobs import Blob
from gallery.model.folders import ALBUM_FILE, TRASH, album_of_folder, folders_around, is_indexed
from gallery.model.pending_moves import read_deletion_time
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all
from gallery.storage.properties import Content, md5_of

DELETED_ALBUMS = ".gallery/deleted-albums/"
"""Prefix of their names."""


def list_settings_files(listed: Iterable[Blob]) -> list[Blob]:
    """Return the files among the blobs that have settings of albums, those of outer albums first."""
    return _sort_outer_first(blob for blob in listed if _has_settings(blob) and is_indexed(blob.name))


def trash_settings(storage: Storage, blob: Blob, *, has_other_id: bool = False) -> None:
    """Keep the settings of an album without photos, over those of a former album with that name.

    If the former album was private, they become private, because its photos in the trash need that. With
    `has_other_id`, they get a new id. Raises Changed if someone else changes them at that moment.
    """
    with suppress(NotFound, PhotoExists):  # Another request is deleting the same album.
        current, data = storage.photos.read(blob.name)
        former, needed = read_album_file(storage, DELETED_ALBUMS + blob.name.removesuffix(ALBUM_FILE))
        if not needed.is_public:
            data = _change(data, is_public=False)
        if has_other_id:
            data = _change(data, id=secrets.token_hex(16))
        content = Content(data, current.content_type, md5_of(data))
        storage.photos.put(DELETED_ALBUMS + blob.name, content, {}, replaces=former)
        storage.photos.delete(current)


def delete_settings(storage: Storage, folder: str) -> None:
    """Delete the settings of a renamed album; private ones are kept, because its photos in the trash may need them.

    The renamed album has their id. If someone changes them at that moment, they stay.
    """
    blob, settings = read_album_file(storage, folder)
    with suppress(Changed, NotFound):
        if blob and settings.is_public:
            storage.photos.delete(blob)
        elif blob:
            trash_settings(storage, blob, has_other_id=True)


def restore_settings_within(storage: Storage, folder: str, photos: Iterable[Blob]) -> set[str] | None:
    """Restore the settings of an album's folder and of those in it; None if there were none.

    Before them, those of the albums around it that were deleted later than it or its photos. Return the folders that
    aren't private anymore, see check_privacy. Raises AlbumIsPublic if that's the album itself, or one around it.
    """
    trashed = _sort_outer_first(filter(_has_settings, storage.photos.list_prefix(DELETED_ALBUMS + folder)))
    times = [*(blob.last_modified for blob in trashed), *map(read_deletion_time, photos)]
    public = set[str]()
    if times:
        public = _restore_later(storage, dict.fromkeys(_albums_around(folder)[:-1], min(times).timestamp()))
        check_privacy(folder, public)
        public |= _restore_each(storage, trashed)
        check_privacy(folder, public)
    return public if trashed else None


def check_privacy(name: str, public: Collection[str]) -> None:
    """Raise AlbumIsPublic if a photo, or a folder, is in one of these folders, which aren't private anymore."""
    for folder in sorted(public, key=len):
        if name.startswith(folder):
            raise AlbumIsPublic(album_of_folder(folder))


def restore_settings_of(storage: Storage, photos: Iterable[Blob]) -> set[str]:
    """Restore the settings of the albums that photos in the trash were in, before the photos are restored.

    Return the folders that aren't private anymore, see check_privacy.
    """
    deleted = dict[str, float]()
    for photo in photos:
        for folder in _albums_around(photo.name.removeprefix(TRASH)):
            deleted[folder] = min(deleted.get(folder, float("inf")), read_deletion_time(photo).timestamp())
    return _restore_later(storage, deleted)


def _albums_around(name: str) -> list[str]:
    return [folder for folder in folders_around(name) if can_have_settings(album_of_folder(folder))]


def _restore_later(storage: Storage, deleted: Mapping[str, float]) -> set[str]:
    """Restore the settings of folders that were deleted later than what was in them. See _restore_each."""

    def find(folder: str) -> Blob | None:
        blob = _find(storage, DELETED_ALBUMS + folder + ALBUM_FILE)
        # A photo that was deleted later was in another album, which happens to have the same name.
        return blob if blob and deleted[folder] <= blob.last_modified.timestamp() else None

    return _restore_each(storage, filter(None, run_all(find, sorted(deleted))))


def purge_trashed_settings(storage: Storage, deadline: float) -> None:
    """Delete settings that have been kept for longer than TRASH_DAYS, and that no photo in the trash needs.

    `deadline` is by time.monotonic(). Raises StorageUnavailable.
    """
    kept_for = timedelta(days=storage.settings.trash_days)
    if not kept_for or time.monotonic() >= deadline:
        return
    old = [blob for blob in storage.photos.list_prefix(DELETED_ALBUMS) if _has_settings(blob) and blob.age > kept_for]
    trashed = storage.photos.list_prefix(TRASH) if old else []
    needed = {folder for blob in trashed for folder in folders_around(blob.name.removeprefix(TRASH))}
    for blob in old:
        if _folder_of(blob) not in needed:
            with suppress(Changed, NotFound):
                storage.photos.delete(blob)


def _restore_each(storage: Storage, kept: Iterable[Blob]) -> set[str]:
    """Move settings back, those of outer folders first.

    If an album has new ones, those count, unless they'd show private photos. Return the folders for which that's so.
    """
    public = set[str]()
    for blob in kept:
        if public.isdisjoint(folders_around(_folder_of(blob))) and not _restore(storage, blob):
            public.add(_folder_of(blob))
    return public


def _restore(storage: Storage, kept: Blob) -> bool:
    """Move settings back, or return False if the album isn't private anymore."""
    try:
        storage.photos.copy(kept, kept.name.removeprefix(DELETED_ALBUMS), {})
    except PhotoExists:
        if _was_private(storage, _folder_of(kept)) and not is_private(storage, _folder_of(kept)):
            return False
    except NotFound:
        pass
    with suppress(Changed, NotFound):
        storage.photos.delete(kept)
    return True


def _was_private(storage: Storage, folder: str) -> bool:
    return not read_album_file(storage, DELETED_ALBUMS + folder)[1].is_public


def _folder_of(kept: Blob) -> str:
    """Return the folder that settings were in."""
    return kept.name.removeprefix(DELETED_ALBUMS).removesuffix(ALBUM_FILE)


def _has_settings(blob: Blob) -> bool:
    return blob.name.endswith(f"/{ALBUM_FILE}")


def _sort_outer_first(blobs: Iterable[Blob]) -> list[Blob]:
    return sorted(blobs, key=lambda blob: blob.name.count("/"))


def _change(data: bytes, **changes: Any) -> bytes:
    """Change settings, unless they can't be read."""
    settings = AlbumSettings.unpack(data)
    return data if settings is UNREADABLE else replace(settings, **changes).pack()


def _find(storage: Storage, name: str) -> Blob | None:
    with suppress(NotFound):
        return storage.photos.get_properties(name)
    return None
