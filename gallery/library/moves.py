"""Move a photo to another name: mark it, copy, verify, delete. See gallery.model.pending_moves."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter
from typing import Any

from gallery.errors import Changed, GalleryError, NotFound, PhotoExists
from gallery.library.previews import develop, photo_named
from gallery.model.names import are_beside, clean_album, names_beside
from gallery.model.pending_moves import MOVED_BY, MOVED_FROM, Transit, new_transit, origin_of, transit_of
from gallery.model.photos import ROOT, ROOT_QUERY, Blob, Photo, folder_of
from gallery.storage.account import Storage

MOVED, TRASHED, RESTORED, RENAMED, REJECTED = "moved", "trashed", "restored", "renamed", "rejected"

MOVE_TRIES = 5
"""Each is lost only when somebody else wrote or moved the same photo within milliseconds."""

MOVES_AT_ONCE = 12
"""Threads that mostly wait for storage: more gain nothing against Azurite, and every request has its own."""

NUMBERS = 20
"""Of names beside the one wanted, among which a photo is looked for that others have moved for us."""


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
    return move_and_tell(storage, photo.blob, wanted, MOVED)


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


def move_and_tell(storage: Storage, photo: Blob, wanted: str, outcome: str) -> Move:
    """See move(); the outcome is RENAMED where the photo did not get the name that was wanted."""
    moved = move(storage, photo, wanted)
    return Move(photo.name, outcome if moved.name == wanted else RENAMED, photo=moved.photo)


def move(storage: Storage, photo: Blob, wanted: str) -> Blob:
    """The photo under its new name, or that with the first free number.

    Whenever somebody else writes or moves one of the two meanwhile, it looks again. Raises NotFound when the photo is
    gone, and Changed when somebody else wants it elsewhere at the same moment.
    """
    mine = new_transit(wanted)
    try:
        begun = _begun(storage, photo, mine)
        mine = transit_of(begun) or mine  # by whose token it will be known, where another has begun it
        return _ended(storage, begun)
    except NotFound:
        return _moved_by_others(storage, mine)


def make_way(storage: Storage, blob: Blob) -> bool:
    """Calls off the move whose copy a blob is, if it is one that waits; whether it was.

    For whoever wants its name: a move that has died would keep it, although nobody sees a photo there. Raises Changed
    when the photo is moved at this very moment.
    """
    with suppress(NotFound):
        origin = storage.photos.look(origin_of(blob))
        transit = transit_of(origin)
        if transit and transit.is_copy(blob):
            _called_off(storage, origin, transit)
            return True
    return False


def _begun(storage: Storage, photo: Blob, mine: Transit) -> Blob:
    """The photo, saying that it goes where it is wanted, by this move or by another. Raises Changed, NotFound."""
    for _ in range(MOVE_TRIES):
        transit = transit_of(photo)
        if transit and not transit.is_off and are_beside(transit.to, mine.to):
            return photo
        with suppress(Changed):
            stopped = _called_off(storage, photo, transit) if transit else photo
            return storage.photos.mark(stopped, mine.of_photo())
        photo = _finished(storage, photo.name)
    raise _changed(photo)


def _called_off(storage: Storage, photo: Blob, transit: Transit) -> Blob:
    """The photo, staying where it is, and its copy removed. Raises Changed, NotFound."""
    stopped = storage.photos.mark(photo, transit.called_off().of_photo())
    with suppress(NotFound):
        copy = storage.photos.look(transit.to)
        if transit.is_copy(copy):
            storage.photos.delete(copy)
        elif copy.metadata.get(MOVED_BY) == transit.token:
            storage.photos.mark(copy, {}, without=MOVED_BY)
    return stopped


def _ended(storage: Storage, photo: Blob) -> Blob:
    """The photo where it goes. Raises Changed when somebody has called the move off, and NotFound."""
    begun = transit_of(photo)
    for _ in range(MOVE_TRIES):
        transit = transit_of(photo)
        if not begun or not transit or not transit.goes_on(begun):
            break
        with suppress(Changed):
            return _carried_out(storage, photo, transit)
        photo = _finished(storage, photo.name)
    raise _changed(photo)


def _carried_out(storage: Storage, photo: Blob, transit: Transit) -> Blob:
    """Whoever has begun it. Raises Changed when the photo has to be looked at again, and NotFound when it is gone."""
    copy = _copied(storage, photo, transit)
    try:
        storage.photos.delete(photo)
    except NotFound:
        # Another has carried it out, or has called it off and moved the photo; or it was us, and we did not hear of it.
        return _moved_by_others(storage, transit)
    return storage.photos.arrive(copy)


def _moved_by_others(storage: Storage, mine: Transit) -> Blob:
    """The photo, where somebody who wants it there too has carried out this very move. Raises NotFound."""
    for name in islice(names_beside(mine.to), NUMBERS):
        with suppress(NotFound):
            arrived = storage.photos.look(name)
            if arrived.metadata.get(MOVED_BY) == mine.token:
                return arrived
    raise NotFound("There is no such photo.")


def _changed(photo: Blob) -> Changed:
    return Changed(f"{photo.name} is being moved by somebody else too. Please try again.")


def _copied(storage: Storage, photo: Blob, transit: Transit) -> Blob:
    try:
        return _copied_or_met(storage, photo, transit)
    except NotFound:  # Of the photo, its copy and what was met there one has gone: which, the next look tells.
        raise _changed(photo) from None


def _copied_or_met(storage: Storage, photo: Blob, transit: Transit) -> Blob:
    try:
        return storage.photos.copy(photo, transit.to, transit.of_copy(photo))
    except PhotoExists:
        existing = storage.photos.look(transit.to)
    is_same = existing.length == photo.length and storage.photos.md5(existing) == storage.photos.md5(photo)
    if transit.is_copy(existing):
        if is_same:
            return existing
        storage.photos.delete(existing)
    elif is_same:
        if not make_way(storage, existing):
            return _joined(storage, photo, transit, existing)
    else:
        storage.photos.mark(photo, replace(transit, to=_next_free(storage, transit.to)).of_photo())
    raise _changed(photo)


def _joined(storage: Storage, photo: Blob, transit: Transit, existing: Blob) -> Blob:
    """The same bytes become one photo. Its new ETag keeps whoever moves it the other way from deleting it.

    Raises Changed when the photo does not go there any more. Whoever calls its move off from now on finds the token
    and takes it away; before, nobody could.
    """
    joined = storage.photos.mark(existing, {MOVED_BY: transit.token}, without=MOVED_FROM)
    with suppress(NotFound):
        if storage.photos.look(photo.name).etag == photo.etag:
            return joined
    with suppress(Changed, NotFound):
        storage.photos.mark(joined, {}, without=MOVED_BY)
    raise _changed(photo)


def _next_free(storage: Storage, name: str) -> str:
    for other in names_beside(name):
        try:
            storage.photos.look(other)
        except NotFound:
            return other
    raise AssertionError


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
        return Move(name, REJECTED, refusal=refusal.bare())
