"""Move a photo to another name: mark it, copy, verify, delete. See gallery.model.pending_moves."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter
from typing import Any

from gallery.errors import Changed, GalleryError, NotFound, PhotoExists
from gallery.library.previews import develop, get_photo
from gallery.model.blobs import Blob
from gallery.model.folders import ROOT, ROOT_QUERY, folder_of_album
from gallery.model.names import clean_album, differ_by_number, numbered_names
from gallery.model.pending_moves import (
    MOVED_BY,
    MOVED_FROM,
    PendingMove,
    new_pending_move,
    read_origin,
    read_pending_move,
)
from gallery.model.photos import Photo, photo_of
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
    photo = get_photo(storage, name)
    wanted = _folder_for(storage, photo, album) + photo.file
    if wanted == name:
        return Move(name, MOVED, photo=photo)
    return move_and_report(storage, photo.blob, wanted, MOVED)


def move_each(names: Sequence[str], attempt: Callable[[str], Move]) -> list[Move]:
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


def move_and_report(storage: Storage, photo: Blob, wanted: str, outcome: str) -> Move:
    """See move(); the outcome is RENAMED where the photo did not get the name that was wanted."""
    moved = move(storage, photo, wanted)
    return Move(photo.name, outcome if moved.name == wanted else RENAMED, photo=photo_of(moved))


def move(storage: Storage, photo: Blob, wanted: str) -> Blob:
    """The photo under its new name, or that with the first free number.

    Whenever somebody else writes or moves one of the two meanwhile, it looks again. Raises NotFound when the photo is
    gone, and Changed when somebody else wants it elsewhere at the same moment.
    """
    mine = new_pending_move(wanted)
    try:
        begun = _mark_as_moving(storage, photo, mine)
        mine = read_pending_move(begun) or mine  # by whose token it will be known, where another has begun it
        return _complete_move(storage, begun)
    except NotFound:
        return _find_completed_move(storage, mine)


def cancel_pending_move_to(storage: Storage, blob: Blob) -> bool:
    """Calls off the move whose copy a blob is, if it is one that waits; whether it was.

    For whoever wants its name: a move that has died would keep it, although nobody sees a photo there. Raises Changed
    when the photo is moved at this very moment.
    """
    with suppress(NotFound):
        origin = storage.photos.get_properties(read_origin(blob))
        transit = read_pending_move(origin)
        if transit and transit.owns_copy(blob):
            _cancel_move(storage, origin, transit)
            return True
    return False


def _mark_as_moving(storage: Storage, photo: Blob, mine: PendingMove) -> Blob:
    """The photo, saying that it goes where it is wanted, by this move or by another. Raises Changed, NotFound."""
    for _ in range(MOVE_TRIES):
        transit = read_pending_move(photo)
        if transit and not transit.is_canceled and differ_by_number(transit.to, mine.to):
            return photo
        with suppress(Changed):
            stopped = _cancel_move(storage, photo, transit) if transit else photo
            return storage.photos.update_metadata(stopped, mine.origin_metadata())
        photo = _get_stored(storage, photo.name)
    raise _changed(photo)


def _cancel_move(storage: Storage, photo: Blob, transit: PendingMove) -> Blob:
    """The photo, staying where it is, and its copy removed. Raises Changed, NotFound."""
    stopped = storage.photos.update_metadata(photo, transit.cancel().origin_metadata())
    with suppress(NotFound):
        copy = storage.photos.get_properties(transit.to)
        if transit.owns_copy(copy):
            storage.photos.delete(copy)
        elif copy.metadata.get(MOVED_BY) == transit.token:
            storage.photos.update_metadata(copy, {}, without=MOVED_BY)
    return stopped


def _complete_move(storage: Storage, photo: Blob) -> Blob:
    """The photo where it goes. Raises Changed when somebody has called the move off, and NotFound."""
    begun = read_pending_move(photo)
    for _ in range(MOVE_TRIES):
        transit = read_pending_move(photo)
        if not begun or not transit or not transit.continues(begun):
            break
        with suppress(Changed):
            return _copy_and_delete(storage, photo, transit)
        photo = _get_stored(storage, photo.name)
    raise _changed(photo)


def _copy_and_delete(storage: Storage, photo: Blob, transit: PendingMove) -> Blob:
    """Whoever has begun it. Raises Changed when the photo has to be looked at again, and NotFound when it is gone."""
    copy = _copied(storage, photo, transit)
    try:
        storage.photos.delete(photo)
    except NotFound:
        # Another has carried it out, or has called it off and moved the photo; or it was us, and we did not hear of it.
        return _find_completed_move(storage, transit)
    return storage.photos.clear_moved_from(copy)


def _find_completed_move(storage: Storage, mine: PendingMove) -> Blob:
    """The photo, where somebody who wants it there too has carried out this very move. Raises NotFound."""
    for name in islice(numbered_names(mine.to), NUMBERS):
        with suppress(NotFound):
            arrived = storage.photos.get_properties(name)
            if arrived.metadata.get(MOVED_BY) == mine.token:
                return arrived
    raise NotFound("There is no such photo.")


def _changed(photo: Blob) -> Changed:
    return Changed(f"{photo.name} is being moved by somebody else too. Please try again.")


def _copied(storage: Storage, photo: Blob, transit: PendingMove) -> Blob:
    try:
        return _copy_or_resolve_conflict(storage, photo, transit)
    except NotFound:  # Of the photo, its copy and what was met there one has gone: which, the next look tells.
        raise _changed(photo) from None


def _copy_or_resolve_conflict(storage: Storage, photo: Blob, transit: PendingMove) -> Blob:
    try:
        return storage.photos.copy(photo, transit.to, transit.copy_metadata(photo))
    except PhotoExists:
        existing = storage.photos.get_properties(transit.to)
    is_same = existing.length == photo.length and storage.photos.get_md5(existing) == storage.photos.get_md5(photo)
    if transit.owns_copy(existing):
        if is_same:
            return existing
        storage.photos.delete(existing)
    elif is_same:
        if not cancel_pending_move_to(storage, existing):
            return _merge_with_duplicate(storage, photo, transit, existing)
    else:
        storage.photos.update_metadata(
            photo, replace(transit, to=_next_free_name(storage, transit.to)).origin_metadata()
        )
    raise _changed(photo)


def _merge_with_duplicate(storage: Storage, photo: Blob, transit: PendingMove, existing: Blob) -> Blob:
    """The same bytes become one photo. Its new ETag keeps whoever moves it the other way from deleting it.

    Raises Changed when the photo does not go there any more. Whoever calls its move off from now on finds the token
    and takes it away; before, nobody could.
    """
    joined = storage.photos.update_metadata(existing, {MOVED_BY: transit.token}, without=MOVED_FROM)
    with suppress(NotFound):
        if storage.photos.get_properties(photo.name).etag == photo.etag:
            return joined
    with suppress(Changed, NotFound):
        storage.photos.update_metadata(joined, {}, without=MOVED_BY)
    raise _changed(photo)


def _next_free_name(storage: Storage, name: str) -> str:
    for other in numbered_names(name):
        try:
            storage.photos.get_properties(other)
        except NotFound:
            return other
    raise AssertionError


def _get_stored(storage: Storage, name: str) -> Blob:
    """Not what a PUT has just reserved in the place of a photo that somebody else has moved away."""
    blob = storage.photos.get_visible(name)
    if not blob.length:
        raise NotFound("There is no such photo.")
    return blob


def _folder_for(storage: Storage, photo: Photo, album: str) -> str:
    if album == ROOT_QUERY:
        return folder_of_album(ROOT)
    cleaned = clean_album(album)
    return folder_of_album(cleaned) if cleaned else _day_folder(storage, photo)


def _day_folder(storage: Storage, photo: Photo) -> str:
    facts = photo.facts or develop(storage, photo)[0].facts
    if not facts:
        raise Changed(f"{photo.name} was changed by somebody else at the same moment. Please try again.")
    return facts.day_folder


def _outcome(name: str, attempt: Callable[[str], Move]) -> Move:
    try:
        return attempt(name)
    except GalleryError as refusal:
        return Move(name, REJECTED, refusal=refusal.without_traceback())
