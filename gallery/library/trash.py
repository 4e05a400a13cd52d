"""Deleting and taking it back: a deleted photo moves to `.trash/` under its former name."""

from gallery.errors import NotFound
from gallery.library.moves import RESTORED, TRASHED, Move, move, move_and_report
from gallery.library.previews import get_photo
from gallery.model.folders import TRASH
from gallery.model.photos import Photo, is_trashed, photo_of
from gallery.storage.account import Storage


def move_to_trash(storage: Storage, name: str) -> Move:
    """Moves a photo to the trash. Raises NotFound."""
    photo = get_photo(storage, name)
    return Move(name, TRASHED, trash=move(storage, photo.blob, TRASH + name).name)


def restore_from_trash(storage: Storage, trash_name: str) -> Move:
    """Moves a photo back to where it was, or beside the one that has its name now. Raises NotFound."""
    trashed = storage.photos.get_visible(trash_name)
    if not is_trashed(trashed):
        raise NotFound("There is no such photo in the trash.")
    return move_and_report(storage, trashed, trash_name.removeprefix(TRASH), RESTORED)


def list_trash(storage: Storage) -> list[Photo]:
    """The photos in the trash, last deleted first."""
    blobs = [blob for blob in storage.photos.list_prefix(TRASH) if is_trashed(blob)]
    return [photo_of(blob) for blob in sorted(blobs, key=lambda blob: (blob.created, blob.name), reverse=True)]
