"""Moving a file to another name: mark it, copy it, verify the copy, delete it.

model/pending_moves.py explains why that is atomic.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from gallery.errors import Changed, GalleryError, NotFound, PhotoExists, PhotoLocked, PhotoNotFound
from gallery.library.sidecar_moves import (
    SidecarInTheWay,
    carry_sidecar,
    delete_copy_of,
    find_free_name,
    finish_carrying,
    has_other_text,
    keep_known_sidecar,
)
from gallery.model.blobs import Blob
from gallery.model.names import differ_by_number, numbered_names
from gallery.model.pending_moves import (
    MOVED_BY,
    MOVED_FROM,
    PendingMove,
    new_pending_move,
    read_origin,
    read_pending_move,
)
from gallery.storage.account import Storage

MAX_ATTEMPTS = 5
"""An attempt fails only if someone else writes or moves the same photo within milliseconds."""

MERGED = "merged"
"""Key in Blob.derived of a photo that another one, with the same bytes, has just become one with."""

NUMBERS_TO_SEARCH = 20
"""Numbered names among which to look for a photo that another process moved for us."""


def move_file(storage: Storage, photo: Blob, wanted: str) -> Blob:
    """Move one file to the wanted name, or the next free numbered one, and return it.

    If someone else writes or moves either of the two at the same moment, it tries again. Raises NotFound if the photo
    is gone, and Changed if someone else is moving it elsewhere.
    """
    marks: list[PendingMove] = []
    try:
        return _complete_move(storage, mark_as_moving(storage, photo, wanted, marks))
    except NotFound:
        if not marks:
            raise
        return _find_completed_move(storage, marks[-1].to, {mark.token for mark in marks})


def cancel_pending_move_to(storage: Storage, blob: Blob) -> bool:
    """If the blob is the hidden copy of a pending move, cancel that move; return whether it was.

    Otherwise a move that died would block a name under which no photo is visible. Raises Changed if the photo is being
    moved at this moment.
    """
    with suppress(NotFound):
        origin = storage.photos.get_properties(read_origin(blob))
        pending = read_pending_move(origin)
        if pending and pending.owns_copy(blob):
            _cancel_move(storage, origin, pending)
            return True
    return False


def cancel_pending_move(storage: Storage, photo: Blob) -> Blob:
    """Cancel the move that a photo is marked with, if any. Return the photo as it is now. Raises Changed, NotFound."""
    pending = read_pending_move(photo)
    return _cancel_move(storage, photo, pending) if pending else photo


def mark_as_moving(storage: Storage, photo: Blob, wanted: str, marks: list[PendingMove]) -> Blob:
    """Mark the photo as moving to where it's wanted, unless another move already takes it there.

    Adds to `marks` each mark that may have been written, or the other move's. Each attempt needs a new token, because
    a process that cancels an earlier one may be about to delete the copy with that token. Raises Changed, NotFound.
    """
    for _ in range(MAX_ATTEMPTS):
        pending = read_pending_move(photo)
        if pending and not pending.is_canceled and differ_by_number(pending.to, wanted):
            marks.append(pending)
            return photo
        with suppress(Changed):
            unmarked = cancel_pending_move(storage, photo)
            marks.append(new_pending_move(wanted))
            marked = storage.photos.update_metadata(unmarked, marks[-1].origin_metadata())
            return keep_known_sidecar(photo, marked)
        photo = _get_stored(storage, photo.name)
    raise _conflict(photo)


def _cancel_move(storage: Storage, photo: Blob, pending: PendingMove) -> Blob:
    """Cancel a move and delete its copy; return the photo, which stays where it is. Raises Changed, NotFound."""
    canceled = storage.photos.update_metadata(photo, pending.cancel().origin_metadata())
    with suppress(NotFound):
        copy = storage.photos.get_properties(pending.to)
        if pending.owns_copy(copy):
            storage.photos.delete(copy)
            delete_copy_of(storage, pending)
        elif copy.metadata.get(MOVED_BY) == pending.token:
            storage.photos.update_metadata(copy, {}, without=MOVED_BY)
    return canceled


def _complete_move(storage: Storage, photo: Blob) -> Blob:
    """Carry out the move the photo is marked with. Raises Changed if it was canceled, and NotFound."""
    started = read_pending_move(photo)
    for _ in range(MAX_ATTEMPTS):
        pending = read_pending_move(photo)
        if not started or not pending or not pending.continues(started):
            break
        with suppress(Changed):
            return _copy_and_delete(storage, photo, pending)
        photo = _get_stored(storage, photo.name)
    raise _conflict(photo)


def _copy_and_delete(storage: Storage, photo: Blob, pending: PendingMove) -> Blob:
    """Raises Changed if the photo has to be read again, and NotFound if it's gone."""
    copy = _copy(storage, photo, pending)
    is_merged = MERGED in copy.derived
    try:
        sidecar = carry_sidecar(storage, photo, copy, pending)
    except SidecarInTheWay:
        storage.photos.delete(copy)
        _renumber(storage, photo, pending)
        raise _conflict(photo) from None
    try:
        with storage.photos.marks.mark(copy.name):  # Deleting the origin makes the copy visible.
            storage.photos.delete(photo)
    except NotFound:
        # Another process completed this move, or canceled it and moved the photo; or our own response was lost.
        return _find_completed_move(storage, pending.to, {pending.token})
    except PhotoLocked:
        with suppress(GalleryError):
            _cancel_move(storage, photo, pending)
        raise
    if sidecar:
        copy = finish_carrying(storage, photo, sidecar, copy)
    moved = storage.photos.clear_moved_from(copy)
    if is_merged:
        moved.derived[MERGED] = True
    return moved


def _find_completed_move(storage: Storage, wanted: str, tokens: Collection[str]) -> Blob:
    """The photo, if another process has completed a move with one of these tokens. Raises NotFound."""
    for name in islice(numbered_names(wanted), NUMBERS_TO_SEARCH):
        with suppress(NotFound):
            moved = storage.photos.get_properties(name)
            if moved.metadata.get(MOVED_BY) in tokens:
                return moved
    raise PhotoNotFound


def _conflict(photo: Blob) -> Changed:
    return Changed("%(name)s is being moved by someone else too. Try again.", name=photo.name)


def _copy(storage: Storage, photo: Blob, pending: PendingMove) -> Blob:
    try:
        return _copy_or_resolve_conflict(storage, photo, pending)
    except NotFound:  # The photo, its copy or the blob in its way is gone. The next attempt finds out which.
        raise _conflict(photo) from None


def _copy_or_resolve_conflict(storage: Storage, photo: Blob, pending: PendingMove) -> Blob:
    """The copy. If the name is taken, make the next attempt succeed and raise Changed."""
    try:
        return storage.photos.copy(photo, pending.to, pending.copy_metadata(photo))
    except PhotoExists:
        existing = storage.photos.get_properties(pending.to)
    is_same = storage.photos.have_same_bytes(existing, photo)
    if pending.owns_copy(existing):
        if is_same:
            return existing
        storage.photos.delete(existing)
    elif is_same:
        if not cancel_pending_move_to(storage, existing):
            if not has_other_text(storage, photo, existing):
                return _merge_with_duplicate(storage, photo, pending, existing)
            _renumber(storage, photo, pending)
    else:
        _renumber(storage, photo, pending)
    raise _conflict(photo)


def _renumber(storage: Storage, photo: Blob, pending: PendingMove) -> None:
    renumbered = replace(pending, to=find_free_name(storage, pending.to))
    storage.photos.update_metadata(photo, renumbered.origin_metadata())


def _merge_with_duplicate(storage: Storage, photo: Blob, pending: PendingMove, existing: Blob) -> Blob:
    """Make one photo of two with the same bytes. The new ETag stops a move the other way from deleting the other one.

    A process that cancels this move later finds the token and removes it. One that canceled it before couldn't, so
    check that the photo is still marked. Raises Changed if it isn't.
    """
    merged = storage.photos.update_metadata(existing, pending.merged_metadata(photo), without=MOVED_FROM)
    merged.derived[MERGED] = True
    with suppress(NotFound):
        if storage.photos.get_properties(photo.name).etag == photo.etag:
            return merged
    with suppress(Changed, NotFound):
        storage.photos.update_metadata(merged, {}, without=MOVED_BY)
    raise _conflict(photo)


def _get_stored(storage: Storage, name: str) -> Blob:
    """The photo, unless its name now belongs to a reservation. Raises NotFound."""
    blob = storage.photos.get_visible(name)
    if not blob.length:
        raise PhotoNotFound
    return blob
