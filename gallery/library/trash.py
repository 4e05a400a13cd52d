"""The trash: a deleted photo moves to `.trash/` under its former name, and can be restored to it."""

from gallery.errors import NotFound
from gallery.library.bulk_moves import Find
from gallery.library.content_checks import check_photo
from gallery.library.moves import move, move_and_report
from gallery.library.outcomes import RESTORED, TRASHED, Outcome
from gallery.library.previews import get_photo
from gallery.model.folders import TRASH
from gallery.model.pending_moves import read_name_before_trash
from gallery.model.photos import Photo, is_trashed, photo_of
from gallery.storage.account import Storage


def move_to_trash(storage: Storage, name: str, find: Find | None = None) -> Outcome:
    """Delete a photo: move it to the trash. `find` may have looked it up already. Raises NotFound."""
    photo = check_photo(storage, find(name)) if find else get_photo(storage, name)
    return Outcome(name, TRASHED, trash=move(storage, photo.blob, TRASH + name).name)


def restore_from_trash(storage: Storage, trash_name: str, find: Find | None = None) -> Outcome:
    """Move a photo back to where it was, with a number added if that name is taken. Raises NotFound."""
    trashed = find(trash_name) if find else storage.photos.get_visible(trash_name)
    if not is_trashed(trashed):
        raise NotFound("This photo isn't in the trash.")
    return move_and_report(storage, trashed, read_name_before_trash(trashed), RESTORED)


def list_trash(storage: Storage) -> list[Photo]:
    """The photos in the trash, most recently deleted first."""
    blobs = [blob for blob in storage.photos.list_prefix(TRASH) if is_trashed(blob)]
    return [photo_of(blob) for blob in sorted(blobs, key=lambda blob: (blob.created, blob.name), reverse=True)]
