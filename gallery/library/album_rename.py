"""Renaming an album: every photo in its folder, and in folders below it, moves to the new folder.

Photos move one by one, so an album of thousands takes several requests. After each, the album is split between two
names, and renaming it again continues.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gallery.errors import BadRequest, NotFound
from gallery.library.bulk_moves import in_batches, move_each
from gallery.library.content_checks import find_photos
from gallery.library.moves import move_and_report
from gallery.library.outcomes import MOVED, Outcome
from gallery.model.blobs import Blob
from gallery.model.folders import ROOT, NameClass, day_of_name, folder_of_album
from gallery.model.names import MAX_NAME_CHARACTERS, clean_album
from gallery.storage.account import Storage

REMAINING = "remaining"
"""Outcome, in flash messages, of the photos that a request didn't get to."""


@dataclass(frozen=True)
class AlbumRename:
    """What one request has done."""

    album: str
    """The old name."""
    to: str
    """The new name, cleaned."""
    moves: Sequence[Outcome]
    remaining: int
    """Photos that this request didn't get to."""

    def json(self) -> dict[str, Any]:
        """The response of `/api/albums/rename`."""
        files = [outcome.json("name") for outcome in self.moves]
        return {"album": self.to, "remaining": self.remaining, "files": files}


def rename_album(storage: Storage, album: str, to: str, limit: int | None = None) -> AlbumRename:
    """Move as many photos as fit into one request, at most `limit`.

    If an album with the new name exists, the two are merged, and nothing is overwritten. Raises BadRequest, and
    NotFound if there's no such album.
    """
    old, new = _folders(album, to)
    blobs = {} if old == new else _blobs_to_move(storage, old, new)
    if not blobs and old != new:
        raise NotFound("This album doesn't exist.")
    outcomes: list[Outcome] = []

    def move_one(name: str) -> Outcome:
        return _move(storage, blobs[name], new + name.removeprefix(old))

    for batch in in_batches(list(blobs)[:limit]):
        outcomes += move_each(batch, move_one, keeps_folders=True)
    return AlbumRename(album, clean_album(to), outcomes, len(blobs) - len(outcomes))


def _folders(album: str, to: str) -> tuple[str, str]:
    """The old and the new prefix."""
    new = clean_album(to)
    if not new:
        raise BadRequest("Give the album a name.")
    if day_of_name(f"{new}/photo"):
        raise BadRequest(f"“{new}” is a day in the timeline. Choose another name for the album.")
    if album == ROOT:
        raise BadRequest("Only albums can be renamed.")
    return folder_of_album(album), folder_of_album(new)


def _blobs_to_move(storage: Storage, old: str, new: str) -> dict[str, Blob]:
    """By name, without the photos that are already there, when an album moves into its own folder."""
    blobs = [blob for blob in storage.photos.list_prefix(old) if blob.name_class is NameClass.ALBUM]
    elsewhere = [blob for blob in blobs if not (new.startswith(old) and blob.name.startswith(new))]
    return {photo.name: photo.blob for photo in find_photos(storage, elsewhere, max_checks=len(elsewhere))}


def _move(storage: Storage, photo: Blob, wanted: str) -> Outcome:
    """Move a photo as it was listed: if it has changed since, the move reads it again."""
    if len(wanted) > MAX_NAME_CHARACTERS:
        raise BadRequest(f"The name of {photo.name} would be too long there.")
    return move_and_report(storage, photo, wanted, MOVED)
