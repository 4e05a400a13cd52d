"""Deleting and taking it back: a deleted photo moves to `.trash/` under its former name."""

from gallery.errors import NotFound
from gallery.library.moves import RESTORED, TRASHED, Move, move, move_and_tell
from gallery.library.previews import photo_named
from gallery.model.photos import TRASH, Photo, is_trashed
from gallery.storage.account import Storage


def discard(storage: Storage, name: str) -> Move:
    """Moves a photo to the trash. Raises NotFound."""
    photo = photo_named(storage, name)
    return Move(name, TRASHED, trash=move(storage, photo.blob, TRASH + name).name)


def restore(storage: Storage, trash_name: str) -> Move:
    """Moves a photo back to where it was, or beside the one that has its name now. Raises NotFound."""
    trashed = storage.photos.get(trash_name)
    if not is_trashed(trashed):
        raise NotFound("There is no such photo in the trash.")
    return move_and_tell(storage, trashed, trash_name.removeprefix(TRASH), RESTORED)


def discarded(storage: Storage) -> list[Photo]:
    """The photos in the trash, last deleted first."""
    blobs = [blob for blob in storage.photos.under(TRASH) if is_trashed(blob)]
    return [blob.photo for blob in sorted(blobs, key=lambda blob: (blob.created, blob.name), reverse=True)]
