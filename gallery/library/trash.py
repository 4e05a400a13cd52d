"""The trash: a deleted photo moves to `.trash/` under its former name. It can be restored, or deleted forever."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from gallery.errors import Changed, GalleryError, NotFound
from gallery.library.bulk_moves import Find, find_all, find_existing, in_batches, move_each
from gallery.library.companions import locate_companions
from gallery.library.content_checks import check_photo
from gallery.library.file_moves import cancel_pending_move
from gallery.library.moves import move, move_and_report
from gallery.library.outcomes import DELETED, GONE, RESTORED, TRASHED, Outcome
from gallery.library.previews import get_photo
from gallery.library.sidecar_moves import delete_sidecar_of, keep_known_sidecar
from gallery.library.sidecars import attach_sidecars
from gallery.library.trashed_settings import check_privacy, restore_settings_of
from gallery.model.blobs import Blob
from gallery.model.folders import TRASH
from gallery.model.pairs import attach_companions
from gallery.model.pending_moves import read_deletion_time, read_name_before_trash
from gallery.model.photos import Photo, is_trashed, photo_of
from gallery.storage.account import Storage


@dataclass(frozen=True)
class Emptying:
    """What one request to delete forever has done."""

    outcomes: list[Outcome]
    remaining: Mapping[str, str] = field(default_factory=dict)
    """Photos that the request didn't get to, with their ETags."""

    def json(self) -> dict[str, Any]:
        """The response of `/api/trash/empty`."""
        return {"files": [one.json("name") for one in self.outcomes], "remaining": len(self.remaining)}


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


def restore_all(storage: Storage, names: Sequence[str]) -> list[Outcome]:
    """Restore photos from the trash; first the settings of deleted albums that they were in. See move_each.

    A photo of an album that isn't private anymore stays in the trash.
    """
    find = find_all(storage, names)
    public = restore_settings_of(storage, filter(is_trashed, find_existing(find, names)))

    def restore_one(name: str) -> Outcome:
        check_privacy(name.removeprefix(TRASH), public)
        return restore_from_trash(storage, name, find)

    return move_each(names, restore_one, keeps_folders=True)


def list_trash(storage: Storage) -> list[Photo]:
    """The photos in the trash, without companions, most recently deleted first."""
    listed = storage.photos.list_prefix(TRASH)
    attach_sidecars(listed)
    companions = attach_companions([blob for blob in listed if is_trashed(blob)])
    photos = [blob for blob in listed if is_trashed(blob) and blob.name not in companions]
    latest_first = sorted(photos, key=lambda blob: (read_deletion_time(blob), blob.name), reverse=True)
    return [photo_of(blob) for blob in latest_first]


def confirmed_etag(photo: Photo) -> str:
    """Return the ETag of a photo in the trash as it's confirmed: with those of its companions, deleted with it."""
    return ",".join([photo.blob.etag, *(one.blob.etag for one in photo.companions if one.blob)])


def delete_forever(storage: Storage, etags: Mapping[str, str]) -> Emptying:
    """Delete photos in the trash for good, as many as fit into one request.

    `etags` has the name of each, and its confirmed_etag as it was listed when the owner confirmed. A photo that was
    restored, replaced or deleted again since has another one, and stays. So repeating a request is harmless.
    """
    listed = {photo.name: photo for photo in list_trash(storage)}
    names, outcomes = list(etags), list[Outcome]()
    for batch in in_batches(names):
        outcomes += move_each(
            batch, lambda name: _delete_forever(storage, name, etags[name], listed.get(name)), keeps_folders=True
        )
    return Emptying(outcomes, {name: etags[name] for name in names[len(outcomes) :]})


def delete_trashed(storage: Storage, trashed: Blob) -> None:
    """Delete a photo in the trash for good, with its companions, if it's still as it was listed.

    Raises Changed, NotFound, PhotoLocked. A companion that can't be deleted is a file of its own again.
    """
    companions = locate_companions(storage, trashed)
    _delete_file(storage, trashed)
    for companion in companions:
        with suppress(GalleryError):
            _delete_file(storage, companion)


def _delete_file(storage: Storage, trashed: Blob) -> None:
    """Delete a file and its sidecar. Raises Changed, NotFound, PhotoLocked.

    Deleting the origin of a pending move would complete it: the file would be restored. So that move is canceled.
    """
    file = keep_known_sidecar(trashed, cancel_pending_move(storage, trashed))
    storage.photos.delete(file)
    delete_sidecar_of(storage, file)


def _delete_forever(storage: Storage, name: str, etag: str, photo: Photo | None) -> Outcome:
    try:
        if photo and confirmed_etag(photo) == etag:
            delete_trashed(storage, photo.blob)
            return Outcome(name, DELETED)
    except NotFound:
        photo = None
    except Changed:
        pass
    if not photo:
        return Outcome(name, GONE)
    raise Changed("%(file)s has changed since you confirmed, so it wasn't deleted.", file=photo.file)
