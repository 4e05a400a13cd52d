"""Deleting an album: its photos, and those of the albums in it, go back to their days or to the trash.

Photos move one by one, so an album of thousands takes several requests, and deleting it again continues. Its settings
go to the trash last, when no photo is left: a private album stays private until then, and restoring one of its photos
brings them back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gallery.errors import AlbumInUse, BadRequest, NotFound
from gallery.library.album_settings import can_have_settings
from gallery.library.bulk_moves import find_all, find_existing, in_batches, move_each
from gallery.library.content_checks import check_photo, find_photos
from gallery.library.moves import move_and_report, move_to_album
from gallery.library.outcomes import RESTORED, Outcome
from gallery.library.storing import ABANDONED_AFTER, is_reservation
from gallery.library.trash import move_to_trash
from gallery.library.trashed_settings import list_settings_files, restore_settings_within, trash_settings
from gallery.model.blobs import Blob
from gallery.model.folders import NameClass, classify_name, folder_of_album
from gallery.model.photos import is_trashed
from gallery.storage.account import Storage
from gallery.storage.listing import Listing


@dataclass(frozen=True)
class AlbumDeletion:
    """What one request has done."""

    album: str
    keeps_photos: bool
    """Whether they go back to their days, rather than to the trash."""
    moves: Sequence[Outcome]
    remaining: int
    """Photos that this request didn't get to, and those that are being added."""

    def json(self) -> dict[str, Any]:
        """The response of `/api/albums/delete`."""
        files = [outcome.json("name") for outcome in self.moves]
        return {"album": self.album, "remaining": self.remaining, "files": files}


def delete_album(storage: Storage, album: str, *, keeps_photos: bool, limit: int | None = None) -> AlbumDeletion:
    """Move as many photos as fit into one request, at most `limit`; after the last one, the settings.

    Raises BadRequest, NotFound if there's no such album, and AlbumInUse if all that keeps it are photos being added.
    """
    if not can_have_settings(album):
        raise BadRequest("Only albums can be deleted.")
    folder = folder_of_album(album)
    listed = storage.photos.list_prefix(folder)
    photos = _find_album_photos(storage, listed)
    if not photos and not list_settings_files(listed):
        raise NotFound("This album doesn't exist.")
    outcomes: list[Outcome] = []
    for batch in in_batches(list(photos)[:limit]):
        outcomes += _move_out(storage, {name: photos[name] for name in batch}, keeps_photos=keeps_photos)
    remaining = len(photos) - len(outcomes)
    if not remaining and not any(outcome.error for outcome in outcomes):
        remaining = _delete_settings(storage, folder)
        if remaining and not photos:
            raise AlbumInUse(album)
    return AlbumDeletion(album, keeps_photos, outcomes, remaining)


def restore_album(storage: Storage, album: str, moves: Mapping[str, str]) -> list[Outcome]:
    """Undo a deletion: restore the settings, then move photos back from where they are to where they were.

    `moves` has both names of each. Raises BadRequest, AlbumIsPublic, and NotFound if there's nothing to restore.
    """
    if not can_have_settings(album):
        raise BadRequest("Only albums can be restored.")
    folder = folder_of_album(album)
    find = find_all(storage, list(moves))
    if not restore_settings_within(storage, folder, find_existing(find, moves)) and not moves:
        raise NotFound("This album isn't in the trash.")

    def restore_one(name: str) -> Outcome:
        to, blob = moves[name], find(name)
        if not to.startswith(folder) or classify_name(to) is not NameClass.ALBUM:
            raise BadRequest(f"{to} isn't in the album {album}.")
        photo = blob if is_trashed(blob) else check_photo(storage, blob).blob
        return move_and_report(storage, photo, to, RESTORED)

    return move_each(list(moves), restore_one)


def _find_album_photos(storage: Storage, listed: Sequence[Blob]) -> dict[str, Blob]:
    """Return all photos by name, without files that aren't photos. Those stay where they are."""
    blobs = [blob for blob in listed if blob.name_class is NameClass.ALBUM]
    return {photo.name: photo.blob for photo in find_photos(storage, blobs, max_checks=len(blobs))}


def _move_out(storage: Storage, photos: Mapping[str, Blob], *, keeps_photos: bool) -> list[Outcome]:
    def move_one(name: str) -> Outcome:
        if keeps_photos:
            return move_to_album(storage, name, "", photos.__getitem__)
        return move_to_trash(storage, name, photos.__getitem__)

    return move_each(list(photos), move_one, keeps_folders=not keeps_photos)


def _delete_settings(storage: Storage, folder: str) -> int:
    """Move the settings to the trash, unless photos have been added meanwhile or are being added; return how many."""
    listing = storage.photos.list_flat(folder)
    added = {*_find_album_photos(storage, listing.blobs), *_list_names_in_use(listing)}
    if not added:
        for blob in reversed(list_settings_files(listing.blobs)):
            trash_settings(storage, blob)
    return len(added)


def _list_names_in_use(listing: Listing) -> list[str]:
    """Return the names under which uploads or moves may complete a photo at any moment."""
    unfinished = [*filter(is_reservation, listing.blobs), *listing.copies]
    return [blob.name for blob in unfinished if blob.name_class is NameClass.ALBUM and blob.age < ABANDONED_AFTER]
