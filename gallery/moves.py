"""Moving a photo to another name: claim, copy, verify, delete. Whoever else is at work, one of both is always whole."""

import hashlib
import secrets
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from gallery.errors import Changed, GalleryError, NotFound, PhotoExists
from gallery.names import clean_album, names_beside
from gallery.photos import ROOT, ROOT_QUERY, Blob, Photo, folder_of
from gallery.previews import develop, photo_named
from gallery.storage import Storage

MOVED, TRASHED, RESTORED, RENAMED, REJECTED = "moved", "trashed", "restored", "renamed", "rejected"

MOVE_TRIES = 5
"""Each is lost only when somebody else wrote or moved the same photo within milliseconds."""

MOVES_AT_ONCE = 12
"""Threads that mostly wait for storage: more gain nothing against Azurite, and every request has its own."""

CLAIM = "moving"
"""Name of the metadata by which one of several that move a photo has it alone. Its value is `name.random`, with a
digest of the photo's name, for the copy has the same metadata."""

NOBODY = "nobody"

CLAIM_SECONDS = 3.0
"""A move takes a tenth of this. A claim that stands longer is of one that died."""


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
    """Puts a photo into an album, with "" back among the days, with ROOT_QUERY out of every folder.

    Raises NotFound, BadRequest.
    """
    photo = photo_named(storage, name)
    wanted = _folder_for(storage, photo, album) + photo.file
    if wanted == name:
        return Move(name, MOVED, photo=photo)
    moved = move(storage, name, wanted)
    return Move(name, MOVED if moved.name == wanted else RENAMED, photo=Photo(moved))


def for_each(names: Sequence[str], attempt: Callable[[str], Move]) -> list[Move]:
    """One answer for each photo, in their order; one that can't be moved does not stop the others.

    Several at once, except those that want the same name: the first of them gets it.
    """
    namesakes: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        namesakes.setdefault(name.rpartition("/")[2], []).append(place)

    def attempt_in_order(places: list[int]) -> list[tuple[int, Move]]:
        return [(place, _outcome(names[place], attempt)) for place in places]

    with ThreadPoolExecutor(MOVES_AT_ONCE) as pool:
        done = [one for some in pool.map(attempt_in_order, namesakes.values()) for one in some]
    return [move for _, move in sorted(done, key=itemgetter(0))]


def move(storage: Storage, name: str, wanted: str) -> Blob:
    """The photo under its new name, or that with the first free number.

    Claims the photo, copies it, checks the copy, then deletes exactly what was copied. Whenever somebody else writes or
    moves one of the two meanwhile, it looks again. Raises NotFound, and Changed when the others do not stop.
    """
    moved, claim = None, f"{_digest(name)}.{secrets.token_hex(8)}"
    for _ in range(MOVE_TRIES):
        try:
            blob = _claimed(storage, name, claim)
        except NotFound:
            if moved:
                return moved
            raise
        with suppress(Changed, NotFound):
            moved = _copied(storage, blob, wanted)
            storage.photos.delete(blob)
            return moved
    raise _changed(name)


def _claimed(storage: Storage, name: str, claim: str) -> Blob:
    """The photo, once nobody else is moving it. Raises NotFound, and Changed when there is always somebody."""
    for _ in range(MOVE_TRIES):
        blob = _unclaimed(storage, name, claim)
        if blob.metadata.get(CLAIM) == claim:
            return blob
        with suppress(Changed):
            storage.photos.mark(blob, {CLAIM: claim})
    raise _changed(name)


def _unclaimed(storage: Storage, name: str, claim: str) -> Blob:
    """The photo as soon as no claim stands but the one given, or when the other's is too old."""
    blob, until = _finished(storage, name), time.monotonic() + CLAIM_SECONDS
    while _is_claimed(blob, claim) and time.monotonic() < until:
        time.sleep(0.1)
        blob = _finished(storage, name)
    return blob


def _is_claimed(blob: Blob, claim: str) -> bool:
    """By somebody else, and under its name of now."""
    value = blob.metadata.get(CLAIM, "")
    return value != claim and value.startswith(f"{_digest(blob.name)}.")


def _changed(name: str) -> Changed:
    return Changed(f"{name} is being moved by somebody else too. Please try again.")


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _finished(storage: Storage, name: str) -> Blob:
    """Not what a PUT has just reserved in the place of a photo that somebody else has moved away."""
    blob = storage.photos.get(name)
    if not blob.length:
        raise NotFound("There is no such photo.")
    return blob


def _folder_for(storage: Storage, photo: Photo, album: str) -> str:
    if album == ROOT_QUERY:
        return folder_of(ROOT)
    cleaned = clean_album(album)
    return folder_of(cleaned) if cleaned else _day_folder(storage, photo)


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
                storage.photos.mark(existing, {CLAIM: NOBODY})
                return existing
    raise AssertionError
