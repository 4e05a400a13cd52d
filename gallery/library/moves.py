"""Moving a photo with its companions: the other files that are part of it, see model/pairs.py.

Each file moves atomically, but not all of them at once. Wherever a process dies, a file that was left behind is a photo
of its own until the same request comes again, or another one undoes it. The order is chosen for that:

- To the trash, the photo goes first. What stays is visible, and restoring the photo puts it beside its companion again.
- To anywhere else, the companions go first. The photo is still where the request says it is, so the same request moves
  it too. It's marked with its new name before, so that it can't get another number than they did.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from gallery.errors import GalleryError, NotFound
from gallery.library.bulk_moves import Find
from gallery.library.companions import choose_common_name, locate_companions
from gallery.library.content_checks import check_photo
from gallery.library.file_moves import MERGED, cancel_pending_move, mark_as_moving, move_file
from gallery.library.move_targets import target_folder
from gallery.library.outcomes import MOVED, RENAMED, Outcome
from gallery.library.previews import get_photo
from gallery.library.sidecar_moves import delete_shared_sidecar
from gallery.model.blobs import Blob
from gallery.model.folders import TRASH
from gallery.model.names import differ_by_number
from gallery.model.pairs import RAWS, attach_companions, companion_target, extension_of
from gallery.model.pending_moves import read_pending_move
from gallery.model.photos import photo_of
from gallery.storage.account import Storage


def move_to_album(storage: Storage, name: str, album: str, find: Find | None = None) -> Outcome:
    """Move a photo into an album; with "" to the day it was taken, with ROOT_QUERY out of every folder.

    `find` may have looked it up already. Raises NotFound, BadRequest.
    """
    photo = check_photo(storage, find(name)) if find else get_photo(storage, name)
    wanted = target_folder(storage, photo, album) + photo.file
    if wanted == name:
        return Outcome(name, MOVED, photo)
    return move_and_report(storage, photo.blob, wanted, MOVED)


def move_and_report(storage: Storage, photo: Blob, wanted: str, outcome: str) -> Outcome:
    """Move a photo. The outcome is RENAMED if the wanted name was taken and a number was added."""
    moved = move(storage, photo, wanted)
    is_merged = MERGED in moved.derived
    return Outcome(photo.name, outcome if moved.name == wanted else RENAMED, photo_of(moved), is_merged=is_merged)


def move(storage: Storage, photo: Blob, wanted: str) -> Blob:
    """Move a photo and its companions to the wanted name, or the next numbered one under which all fit; return it.

    Raises as move_file does.
    """
    companions = locate_companions(storage, photo)
    if not companions:
        return move_file(storage, photo, wanted)
    name = _choose_name(storage, photo, companions, wanted)
    if name.startswith(TRASH):
        moved = move_file(storage, photo, name)
        brought = _try_to_bring(storage, companions, photo.name, moved.name)
    else:
        marked = _mark(storage, photo, name)
        brought = _bring(storage, marked, companions, name)
        moved = move_file(storage, marked, name)
        if moved.name != name:  # Someone else took it at that moment.
            brought = _try_to_bring(storage, brought, name, moved.name)
        for raw in (one for one in companions if extension_of(one.name) in RAWS):
            delete_shared_sidecar(storage, raw, brought)
    attach_companions([*brought, moved])
    return moved


def _choose_name(storage: Storage, photo: Blob, companions: Sequence[Blob], wanted: str) -> str:
    """Return the name that the photo gets: with the number that an earlier request has chosen, if that fits."""
    pending = read_pending_move(photo)
    if pending and not pending.is_canceled and differ_by_number(pending.to, wanted):
        wanted = pending.to
    return choose_common_name(storage, photo, companions, wanted)


def _mark(storage: Storage, photo: Blob, name: str) -> Blob:
    """Mark the photo as moving to this name. Raises Changed, NotFound."""
    pending = read_pending_move(photo)
    if pending and pending.to != name:
        photo = cancel_pending_move(storage, photo)
    return mark_as_moving(storage, photo, name, [])


def _bring(storage: Storage, photo: Blob, companions: Iterable[Blob], to: str) -> list[Blob]:
    """Move companions to where their photo is about to go. If one can't be moved, the photo stays too."""
    brought: list[Blob] = []
    try:
        for one in companions:
            with suppress(NotFound):  # Someone has deleted it.
                brought.append(move_file(storage, one, companion_target(one.name, photo.name, to)))
    except GalleryError:
        with suppress(GalleryError):
            cancel_pending_move(storage, photo)
        raise
    return brought


def _try_to_bring(storage: Storage, companions: Iterable[Blob], photo: str, to: str) -> list[Blob]:
    """Move companions to where their photo is. One that can't be moved becomes a photo of its own."""
    brought: list[Blob] = []
    for one in companions:
        with suppress(GalleryError):
            brought.append(move_file(storage, one, companion_target(one.name, photo, to)))
    return brought
