"""Renaming an album: every photo of its folder, and of the folders in it, moves into another one.

Photos move one by one, as all moves do, so an album of thousands takes many requests, each with its share. An album
that is half renamed is two whole ones, and renaming it again goes on.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gallery.errors import BadRequest, NotFound
from gallery.library.moves import MOVED, Move, move_and_report, move_each
from gallery.library.previews import get_photo
from gallery.model.folders import ROOT, NameClass, day_of_name, folder_of_album
from gallery.model.names import MAX_NAME_CHARACTERS, clean_album
from gallery.model.photos import is_photo
from gallery.storage.account import Storage

REMAINING = "remaining"
"""Outcome of those that one request did not come to, in a report for people."""

PART_SECONDS = 20.0
"""After which a request begins no more: far from the 230 that the platform gives it, whatever storage does meanwhile,
and short enough to see that it goes on."""

BATCH = 48
"""Photos between two looks at the clock."""


@dataclass(frozen=True)
class Renaming:
    """What one request has done of it."""

    album: str
    """The former name."""
    to: str
    """The new one, as cleaned."""
    moves: Sequence[Move]
    remaining: int
    """Photos that this request did not come to."""

    def json(self) -> dict[str, Any]:
        """The answer of `/api/albums/rename`."""
        return {"album": self.to, "remaining": self.remaining, "files": [move.json() for move in self.moves]}


def rename_album(storage: Storage, album: str, to: str, limit: int | None = None) -> Renaming:
    """Moves as many photos as fit into PART_SECONDS, at most `limit`.

    An album that has the new name already takes them in, and nothing is overwritten. Raises BadRequest, and NotFound
    when there is no such album.
    """
    old, new = _folders(album, to)
    names = [] if old == new else _names_below(storage, old, new)
    if not names and old != new:
        raise NotFound("There is no such album.")
    moves: list[Move] = []
    for batch in _batches(names[:limit]):
        moves += move_each(batch, lambda name: _move(storage, name, new + name.removeprefix(old)))
    return Renaming(album, clean_album(to), moves, len(names) - len(moves))


def _folders(album: str, to: str) -> tuple[str, str]:
    cleaned = clean_album(to)
    if not cleaned:
        raise BadRequest("Please give the album a name.")
    if day_of_name(f"{cleaned}/photo"):
        raise BadRequest(f"“{cleaned}” is a day of the timeline. Please choose another name for the album.")
    if album == ROOT:
        raise BadRequest("Only an album can be renamed.")
    return folder_of_album(album), folder_of_album(cleaned)


def _names_below(storage: Storage, old: str, new: str) -> list[str]:
    """Without those that are there already, where an album moves into a folder of its own."""
    below = [blob for blob in storage.photos.list_prefix(old) if is_photo(blob) and blob.name_class is NameClass.ALBUM]
    return [blob.name for blob in below if not (new.startswith(old) and blob.name.startswith(new))]


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    until = time.monotonic() + PART_SECONDS
    for start in range(0, len(names), BATCH):
        if start and time.monotonic() >= until:
            return
        yield names[start : start + BATCH]


def _move(storage: Storage, name: str, wanted: str) -> Move:
    if len(wanted) > MAX_NAME_CHARACTERS:
        raise BadRequest(f"{name} would have too long a name there.")
    return move_and_report(storage, get_photo(storage, name).blob, wanted, MOVED)
