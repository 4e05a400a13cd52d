"""Moving a photo to another name: copy, verify, delete. Whoever else is at work, one of the two is always whole."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from gallery.errors import Changed, GalleryError, NotFound, PhotoExists
from gallery.names import clean_album, names_beside
from gallery.photos import Blob, Photo, folder_of
from gallery.previews import develop, photo_named
from gallery.storage import Storage

MOVED, TRASHED, RESTORED, RENAMED, REJECTED = "moved", "trashed", "restored", "renamed", "rejected"

MOVE_TRIES = 5
"""Each is lost only when somebody else wrote or moved the same photo within milliseconds."""


@dataclass(frozen=True)
class Move:
    """What became of one photo on its way to another name."""

    name: str
    """As it was asked for."""
    outcome: str
    trash: str | None = None
    """Its name in the trash, once it is there."""
    photo: Photo | None = None
    """The photo, once it is anywhere else."""
    refusal: GalleryError | None = None

    def json(self) -> dict[str, Any]:
        """An entry of the answer to a delete, restore or move."""
        known = {"name": self.name, "outcome": self.outcome}
        if self.refusal:
            return {**known, "status": self.refusal.status, "reason": self.refusal.message}
        return {**known, "photo": self.photo.json()} if self.photo else {**known, "trash": self.trash}


def move_to_album(storage: Storage, name: str, album: str) -> Move:
    """Puts a photo into an album, or with "" back among the days. Raises NotFound, BadRequest."""
    photo = photo_named(storage, name)
    cleaned = clean_album(album)
    folder = folder_of(cleaned) if cleaned else _day_folder(storage, photo)
    wanted = folder + photo.file
    if wanted == name:
        return Move(name, MOVED, photo=photo)
    moved = move(storage, name, wanted)
    return Move(name, MOVED if moved.name == wanted else RENAMED, photo=Photo(moved))


def for_each(names: Sequence[str], attempt: Callable[[str], Move]) -> list[Move]:
    """One answer for each photo, in their order; one that can't be moved does not stop the others."""
    return [_outcome(name, attempt) for name in names]


def move(storage: Storage, name: str, wanted: str) -> Blob:
    """The photo under its new name, or that with the first free number.

    Copies, checks the copy, then deletes exactly what was copied. Whenever somebody else writes or moves one of the two
    meanwhile, it looks again. Raises NotFound, and Changed when the others do not stop.
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


def _day_folder(storage: Storage, photo: Photo) -> str:
    facts = photo.facts or develop(storage, photo)[0].facts
    if not facts:
        raise Changed(f"{photo.name} was changed by somebody else at the same moment. Please try again.")
    return facts.day_folder


def _outcome(name: str, attempt: Callable[[str], Move]) -> Move:
    try:
        return attempt(name)
    except GalleryError as refusal:
        return Move(name, REJECTED, refusal=refusal)


def _copied(storage: Storage, blob: Blob, wanted: str) -> Blob:
    for name in names_beside(wanted):
        try:
            return storage.photos.copy(blob, name)
        except PhotoExists:
            existing = storage.photos.get(name)
            if existing.length == blob.length and storage.photos.md5(existing) == storage.photos.md5(blob):
                # A new ETag, so that nobody who moves it the other way at this moment can still delete it.
                storage.photos.mark(existing, {})
                return existing
    raise AssertionError
