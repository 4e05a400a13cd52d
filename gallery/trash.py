"""Deleting and taking it back: a deleted photo moves to `.trash/` under its former name."""

from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

from gallery.errors import Changed, GalleryError, NotFound, PhotoExists
from gallery.names import numbered
from gallery.photos import TRASH, Blob, Photo, is_trashed
from gallery.previews import photo_named
from gallery.storage import Storage

TRASHED, RESTORED, RENAMED, REJECTED = "trashed", "restored", "renamed", "rejected"

MOVE_TRIES = 5
"""Each is lost only when somebody else wrote or moved the same photo within milliseconds."""


@dataclass(frozen=True)
class Move:
    """What became of one photo on its way into the trash or out of it."""

    name: str
    """As it was asked for."""
    outcome: str
    trash: str | None = None
    """Its name in the trash, once it is there."""
    photo: Photo | None = None
    """The photo, once it is back."""
    refusal: GalleryError | None = None

    def json(self) -> dict[str, Any]:
        """An entry of the answer to a delete or restore."""
        known = {"name": self.name, "outcome": self.outcome}
        if self.refusal:
            return {**known, "status": self.refusal.status, "reason": self.refusal.message}
        return {**known, "photo": self.photo.json()} if self.photo else {**known, "trash": self.trash}


def discard(storage: Storage, name: str) -> Move:
    """Moves a photo to the trash. Raises NotFound."""
    photo = photo_named(storage, name)
    return Move(name, TRASHED, trash=_move(storage, photo.name, TRASH + name).name)


def restore(storage: Storage, trash_name: str) -> Move:
    """Moves a photo back to where it was, or beside the one that has its name now. Raises NotFound."""
    if not is_trashed(storage.photos.get(trash_name)):
        raise NotFound("There is no such photo in the trash.")
    former = trash_name.removeprefix(TRASH)
    moved = _move(storage, trash_name, former)
    return Move(trash_name, RESTORED if moved.name == former else RENAMED, photo=Photo(moved))


def discard_all(storage: Storage, names: list[str]) -> list[Move]:
    """Moves several photos to the trash; one answer for each, in their order."""
    return [_attempt(discard, storage, name) for name in names]


def restore_all(storage: Storage, trash_names: list[str]) -> list[Move]:
    """Takes several photos out of the trash; one answer for each, in their order."""
    return [_attempt(restore, storage, name) for name in trash_names]


def discarded(storage: Storage) -> list[Photo]:
    """The photos in the trash, last deleted first."""
    blobs = [blob for blob in storage.photos.under(TRASH) if is_trashed(blob)]
    return [Photo(blob) for blob in sorted(blobs, key=lambda blob: (blob.created, blob.name), reverse=True)]


def _attempt(move: Any, storage: Storage, name: str) -> Move:
    try:
        result: Move = move(storage, name)
    except GalleryError as refusal:
        return Move(name, REJECTED, refusal=refusal)
    return result


def _move(storage: Storage, name: str, wanted: str) -> Blob:
    """Copies, checks the copy, then deletes exactly what was copied: at every moment one of the two is whole.

    Whenever somebody else writes or moves one of the two meanwhile, it looks again.
    """
    moved = None
    for _ in range(MOVE_TRIES):
        try:
            blob = storage.photos.get(name)
        except NotFound:
            if moved:
                return moved
            raise
        with suppress(Changed, NotFound):
            moved = _copied(storage, blob, wanted)
            storage.photos.delete(blob)
            return moved
    raise Changed(f"{name} is being moved by somebody else too. Please try again.")


def _copied(storage: Storage, blob: Blob, wanted: str) -> Blob:
    for number in count(1):
        name = wanted if number == 1 else numbered(wanted, number)
        try:
            return storage.photos.copy(blob, name)
        except PhotoExists:
            existing = storage.photos.get(name)
            if existing.length == blob.length and storage.photos.md5(existing) == storage.photos.md5(blob):
                # A new ETag, so that nobody who moves it the other way at this moment can still delete it.
                storage.photos.mark(existing, {})
                return existing
    raise AssertionError
