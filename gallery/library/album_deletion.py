"""Deleting an album: its photos, and those of the albums in it, go back to their days or to the trash.

Photos that tags show in it stay where they are, without the tags. The others move one by one, so an album of thousands
takes several requests, and deleting it again continues. Its settings go last, when no photo is left: a private album
stays private until then, and restoring one of its photos brings them back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from gallery.errors import AlbumInUse, BadRequest, NotFound
from gallery.library.album_settings import can_have_settings
from gallery.library.album_tagging import Limits, remove_tags
from gallery.library.bulk_moves import (
    deadline_of_request,
    find_all,
    find_all_photos,
    find_existing,
    in_batches,
    move_each,
)
from gallery.library.content_checks import check_photo
from gallery.library.copies import copy_and_report
from gallery.library.moves import move_and_report, move_to_album
from gallery.library.outcomes import RESTORED, Outcome
from gallery.library.storing import ABANDONED_AFTER, is_reservation
from gallery.library.trash import move_to_trash
from gallery.library.trashed_settings import check_privacy, list_settings_files, restore_settings_within, trash_settings
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
    """Photos that this request didn't get to, files that may be photos, and those that are being added."""

    def json(self) -> dict[str, Any]:
        """The response of `/api/albums/delete`."""
        files = [outcome.json("name") for outcome in self.moves]
        return {"album": self.album, "remaining": self.remaining, "files": files}


class MoveBack(NamedTuple):
    """What undoes the move of a photo."""

    name: str
    """Where it is."""
    to: str
    """Where it was."""
    is_copy: bool = False
    """Whether it stays where it is, too, because there was a photo with the same bytes before."""

    def json(self) -> dict[str, Any]:
        """Return what `/api/albums/restore` takes."""
        return {"name": self.name, "to": self.to, **({"copy": True} if self.is_copy else {})}


@dataclass(frozen=True)
class AlbumRestoration:
    """What one request has restored."""

    album: str
    moves: Sequence[Outcome]
    remaining: Sequence[MoveBack]
    """What this request didn't get to."""

    def json(self) -> dict[str, Any]:
        """The response of `/api/albums/restore`."""
        files = [outcome.json("name") for outcome in self.moves]
        return {"album": self.album, "remaining": len(self.remaining), "files": files}


def delete_album(storage: Storage, album: str, *, keeps_photos: bool, limit: int | None = None) -> AlbumDeletion:
    """Move as many photos as fit into one request, at most `limit`; after the last one, the settings.

    Raises BadRequest, NotFound if there's no such album, and AlbumInUse if all that keeps it are photos being added.
    """
    if not can_have_settings(album):
        raise BadRequest("Only albums can be deleted.")
    deadline, folder = deadline_of_request(), folder_of_album(album)
    listed = storage.photos.list_prefix(folder)
    photos, unchecked = _find_album_photos(storage, listed, deadline)
    outcomes: list[Outcome] = []
    for batch in in_batches(list(photos)[:limit], deadline):
        outcomes += _move_out(storage, {name: photos[name] for name in batch}, keeps_photos=keeps_photos)
    remaining = len(photos) - len(outcomes) + unchecked
    if not remaining and not any(outcome.error for outcome in outcomes):
        tags = remove_tags(storage, album, Limits(limit and max(0, limit - len(outcomes)), deadline))
        if not (photos or list_settings_files(listed) or tags.outcomes or tags.remaining):
            raise NotFound("This album doesn't exist.")
        outcomes, remaining = outcomes + tags.outcomes, tags.remaining
        if tags.is_done:
            remaining = _delete_settings(storage, folder, deadline)
        if remaining and not photos and not tags.outcomes:
            raise AlbumInUse(album)
    return AlbumDeletion(album, keeps_photos, outcomes, remaining)


def restore_album(storage: Storage, album: str, moves: Sequence[MoveBack]) -> AlbumRestoration:
    """Undo a deletion: restore the settings, then move as many photos back as fit into one request.

    Raises BadRequest, AlbumIsPublic, and NotFound if there's nothing to restore.
    """
    if not can_have_settings(album):
        raise BadRequest("Only albums can be restored.")
    deadline, folder, names = deadline_of_request(), folder_of_album(album), [move.name for move in moves]
    find = find_all(storage, names)
    public = restore_settings_within(storage, folder, find_existing(find, names))
    if public is None and not names:
        raise NotFound("Nothing of this album is left to restore.")
    by_target = {move.to: move for move in moves}

    def restore_one(to: str) -> Outcome:
        blob = find(by_target[to].name)
        if not to.startswith(folder) or classify_name(to) is not NameClass.ALBUM:
            raise BadRequest("%(to)s isn't in the album %(album)s.", to=to, album=album)
        check_privacy(to, public or ())
        photo = blob if is_trashed(blob) else check_photo(storage, blob).blob
        if by_target[to].is_copy:
            return copy_and_report(storage, photo, to)
        return move_and_report(storage, photo, to, RESTORED)

    # Copies first: the photo that they're of may move after that.
    outcomes: dict[str, Outcome] = {}
    for is_copy in (True, False):
        for batch in in_batches([move.to for move in by_target.values() if move.is_copy is is_copy], deadline):
            outcomes |= zip(batch, move_each(batch, restore_one, keeps_folders=True), strict=True)
    return AlbumRestoration(
        album, list(outcomes.values()), [move for to, move in by_target.items() if to not in outcomes]
    )


def _find_album_photos(storage: Storage, listed: Sequence[Blob], deadline: float) -> tuple[dict[str, Blob], int]:
    """Return photos by name, without files that aren't photos, which stay where they are. See find_all_photos."""
    photos, unchecked = find_all_photos(storage, [one for one in listed if one.name_class is NameClass.ALBUM], deadline)
    return {photo.name: photo.blob for photo in photos}, unchecked


def _move_out(storage: Storage, photos: Mapping[str, Blob], *, keeps_photos: bool) -> list[Outcome]:
    def move_one(name: str) -> Outcome:
        if keeps_photos:
            return move_to_album(storage, name, "", photos.__getitem__)
        return move_to_trash(storage, name, photos.__getitem__)

    return move_each(list(photos), move_one, keeps_folders=not keeps_photos)


def _delete_settings(storage: Storage, folder: str, deadline: float) -> int:
    """Keep the settings for undo, unless photos have been added meanwhile or are being added; return how many."""
    listing = storage.photos.list_flat(folder)
    photos, unchecked = _find_album_photos(storage, listing.blobs, deadline)
    remaining = len({*photos, *_list_names_in_use(listing)}) + unchecked
    if not remaining:
        for blob in reversed(list_settings_files(listing.blobs)):
            trash_settings(storage, blob)
    return remaining


def _list_names_in_use(listing: Listing) -> list[str]:
    """Return the names under which uploads or moves may complete a photo at any moment."""
    unfinished = [*filter(is_reservation, listing.blobs), *listing.copies]
    return [blob.name for blob in unfinished if blob.name_class is NameClass.ALBUM and blob.age < ABANDONED_AFTER]
