"""Changing the tags that show photos in an album, when it's renamed or deleted."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from gallery.library.bulk_moves import in_batches
from gallery.library.edits import Changes, edit_photos
from gallery.library.index.opening import open_index
from gallery.library.index.tagged import list_tagged
from gallery.library.outcomes import Outcome
from gallery.model.album_tags import album_tag
from gallery.model.folders import folder_of_album
from gallery.storage.account import Storage


class Limits(NamedTuple):
    """What one request may do."""

    photos: int | None = None
    deadline: float | None = None
    """See bulk_moves.in_batches."""


@dataclass(frozen=True)
class Retagging:
    """What one request has done to the tags of an album, and of those in it."""

    outcomes: list[Outcome] = field(default_factory=list)
    remaining: int = 0
    """Photos that it didn't get to."""

    @property
    def is_done(self) -> bool:
        """Whether no tag of the album is left."""
        return not self.remaining and not any(outcome.error for outcome in self.outcomes)


def rename_tags(storage: Storage, album: str, to: str, limits: Limits) -> Retagging:
    """Let photos follow a renamed album."""
    return _retag(storage, album, lambda one: [to + one.removeprefix(album)], limits)


def remove_tags(storage: Storage, album: str, limits: Limits) -> Retagging:
    """Take photos out of a deleted album. They stay where they are."""
    return _retag(storage, album, lambda _: [], limits)


def _retag(storage: Storage, album: str, rename: Callable[[str], list[str]], limits: Limits) -> Retagging:
    tagged = _find_tagged(storage, album)
    edits = [(name, _choose_changes(albums, rename), "") for name, albums in tagged.items()]
    outcomes: list[Outcome] = []
    for batch in in_batches(edits[: limits.photos], limits.deadline):
        outcomes += edit_photos(storage, batch)
    return Retagging(outcomes, len(edits) - len(outcomes))


def _find_tagged(storage: Storage, album: str) -> Mapping[str, list[str]]:
    """Return the names of photos that tags show in the album, or in one within it, with the paths of these."""
    index, folder = open_index(storage, is_owner=True), folder_of_album(album)
    found: dict[str, list[str]] = {}
    for one in sorted(index.tagged_albums()):
        if one == album or one.startswith(folder):
            for photo in list_tagged(index, one):
                found.setdefault(photo.name, []).append(one)
    return found


def _choose_changes(albums: Iterable[str], rename: Callable[[str], list[str]]) -> Changes:
    added = [album_tag(new) for album in albums for new in rename(album)]
    return Changes(add_tags=added, remove_tags=[album_tag(album) for album in albums])
