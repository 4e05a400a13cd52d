"""Renaming an album: every photo in its folder, and in folders below it, moves to the new folder, and tags follow.

Photos move one by one, so an album of thousands takes several requests. After each, the album is split between two
names, and renaming it again continues.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gallery.errors import BadRequest, NotFound
from gallery.library.album_settings import clean_new_album, copy_settings, rename_covers
from gallery.library.album_tagging import Limits, rename_tags
from gallery.library.bulk_moves import deadline_of_request, find_all_photos, in_batches, move_each
from gallery.library.moves import move_and_report
from gallery.library.outcomes import MOVED, Outcome
from gallery.library.trashed_settings import delete_settings
from gallery.model.blobs import Blob
from gallery.model.folders import ALBUM_FILE, ROOT, NameClass, folder_of_album, is_indexed
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
    deadline, (old, new) = deadline_of_request(), _folders(album, to)
    listed = [] if old == new else storage.photos.list_prefix(old)
    blobs, unchecked = _blobs_to_move(storage, listed, old, new, deadline)
    albums = _albums_with_settings(listed, old, new)
    for folder in albums:
        copy_settings(storage, folder, new + folder.removeprefix(old))
    outcomes: list[Outcome] = []

    def move_one(name: str) -> Outcome:
        return _move(storage, blobs[name], new + name.removeprefix(old))

    for batch in in_batches(list(blobs)[:limit], deadline):
        outcomes += move_each(batch, move_one, keeps_folders=True)
    remaining = len(blobs) - len(outcomes) + unchecked
    if old != new and not remaining and not any(outcome.error for outcome in outcomes):
        tags = rename_tags(storage, album, clean_album(to), Limits(limit and max(0, limit - len(outcomes)), deadline))
        if not (blobs or albums or tags.outcomes or tags.remaining):
            raise NotFound("This album doesn't exist.")
        outcomes, remaining = outcomes + tags.outcomes, tags.remaining
        # Without them, an album that's only for the owner would be public as long as tags name it.
        for folder in albums if tags.is_done else ():
            delete_settings(storage, folder)
        rename_covers(storage, old, new)
    return AlbumRename(album, clean_album(to), outcomes, remaining)


def _folders(album: str, to: str) -> tuple[str, str]:
    """The old and the new prefix."""
    new = clean_new_album(to)
    if album == ROOT:
        raise BadRequest("Only albums can be renamed.")
    return folder_of_album(album), folder_of_album(new)


def _blobs_to_move(
    storage: Storage, listed: list[Blob], old: str, new: str, deadline: float
) -> tuple[dict[str, Blob], int]:
    """By name, without the photos that are already there, when an album moves into its own folder.

    And how many files without an extension there was no time to check.
    """
    elsewhere = [blob for blob in listed if blob.name_class is NameClass.ALBUM and not _is_there(blob.name, old, new)]
    photos, unchecked = find_all_photos(storage, elsewhere, deadline)
    return {photo.name: photo.blob for photo in photos}, unchecked


def _albums_with_settings(listed: list[Blob], old: str, new: str) -> list[str]:
    """The folders of the album and of those within it, as far as they have settings."""
    files = [blob.name for blob in listed if blob.name.endswith(f"/{ALBUM_FILE}") and is_indexed(blob.name)]
    return [name.removesuffix(ALBUM_FILE) for name in files if not _is_there(name, old, new)]


def _is_there(name: str, old: str, new: str) -> bool:
    return new.startswith(old) and name.startswith(new)


def _move(storage: Storage, photo: Blob, wanted: str) -> Outcome:
    """Move a photo as it was listed: if it has changed since, the move reads it again."""
    if len(wanted) > MAX_NAME_CHARACTERS:
        raise BadRequest("The name of %(name)s would be too long there.", name=photo.name)
    return move_and_report(storage, photo, wanted, MOVED)
