"""Read requests about albums, as forms or JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gallery.errors import BadRequest
from gallery.library.album_deletion import MoveBack
from gallery.model.album_settings import EVERYONE, NO, OWNER, YES, clean_description
from gallery.model.blobs import MAX_BLOB_NAME
from gallery.model.sort_orders import SortOrder
from gallery.web.forms import is_text, parse_json, read_document
from gallery.web.request import Request

MAX_BYTES = 60_000
"""Two album names and a description, percent-encoded."""

MAX_MOVES = 10_000
"""Photos of one album that a request can restore."""

MAX_MOVES_BYTES = 10_000_000
"""Their names, before and after."""

KEEP, TRASH = "keep", "trash"
PHOTOS = (KEEP, TRASH)
"""What happens to the photos of a deleted album."""

CHOICES = {"visible": (EVERYONE, OWNER), "timeline": (YES, NO), "sort": tuple(SortOrder)}
"""The values that each may have."""


@dataclass(frozen=True)
class RenameForm:
    """An album and its new name."""

    album: str
    to: str
    limit: int | None = None
    """Most photos to move in this request."""


@dataclass(frozen=True)
class SettingsForm:
    """An album and the settings to change."""

    album: str
    changes: dict[str, Any]
    """Arguments of change_settings."""


@dataclass(frozen=True)
class DeletionForm:
    """An album to delete."""

    album: str
    keeps_photos: bool
    limit: int | None = None
    """Most photos to move in this request."""
    earlier: Sequence[MoveBack] = ()
    """What undoes what earlier requests have moved. Pages without scripts send it."""


@dataclass(frozen=True)
class RestorationForm:
    """A deleted album to restore."""

    album: str
    moves: Sequence[MoveBack]


def rename_form(request: Request) -> RenameForm:
    """Read a new album name from a form or from JSON, `{"album": …, "to": …, "limit"?: …}`. Raises BadRequest."""
    document = read_document(request, MAX_BYTES)
    album, to, limit = document.get("album"), document.get("to"), document.get("limit")
    if not (is_text(album) and is_text(to)):
        raise BadRequest('Enter the album and its new name: {"album": "Trips/Rome", "to": "Rome 2025"}.')
    _check_lengths(album, to)
    return RenameForm(album, to, _check_limit(limit))


def deletion_form(request: Request) -> DeletionForm:
    """Read which album to delete, `{"album": …, "photos": "keep" or "trash", "limit"?: …}`. Raises BadRequest."""
    document = read_document(request, MAX_MOVES_BYTES)
    album, photos = document.get("album"), document.get("photos")
    if not is_text(album) or photos not in PHOTOS:
        raise BadRequest('Name the album, and what to do with its photos: {"album": "Rome", "photos": "keep"}.')
    _check_lengths(album)
    return DeletionForm(album, photos == KEEP, _check_limit(document.get("limit")), _read_moves(document))


def restoration_form(request: Request) -> RestorationForm:
    """Read which album to restore, `{"album": …, "moves": [{"name": …, "to": …}]}`. Raises BadRequest."""
    document = read_document(request, MAX_MOVES_BYTES)
    album = document.get("album")
    if not is_text(album):
        raise BadRequest('Name the album, and its photos: {"album": "Rome", "moves": [{"name": "…", "to": "…"}]}.')
    _check_lengths(album)
    return RestorationForm(album, _read_moves(document))


def new_album_form(request: Request) -> str:
    """Read the name of a new album, `{"album": …}`, and perhaps the album that it's in, `within`. Raises BadRequest."""
    document = read_document(request, MAX_BYTES)
    album, within = document.get("album"), document.get("within") or ""
    if not is_text(album) or not isinstance(within, str):
        raise BadRequest('Enter the name of the album: {"album": "Trips/Rome"}.')
    _check_lengths(album, within)
    return f"{within}/{album}" if within else album


def settings_form(request: Request) -> SettingsForm:
    """Read changes of an album's settings, `{"album": …, "title"?: …, "visible"?: …, …}`. Raises BadRequest."""
    document = read_document(request, MAX_BYTES, keeps_empty=True)
    album, given = document.get("album"), {key: document[key] for key in _READERS if document.get(key) is not None}
    if not is_text(album) or not all(isinstance(value, str) for value in given.values()):
        raise BadRequest('Name the album and what to change: {"album": "Trips/Rome", "visible": "owner"}.')
    _check_lengths(album)
    for key in CHOICES.keys() & given.keys():
        if given[key] not in CHOICES[key]:
            raise BadRequest("%(key)s must be one of these: %(choices)s.", key=key, choices=", ".join(CHOICES[key]))
    return SettingsForm(album, {_ARGUMENTS.get(key, key): _READERS[key](value) for key, value in given.items()})


def _check_limit(limit: object) -> int | None:
    if limit is None or (type(limit) is int and limit >= 1):
        return limit
    raise BadRequest("limit must be a number of photos, at least 1.")


def _read_moves(document: Mapping[str, Any]) -> list[MoveBack]:
    """Read `moves`: a list, which forms send as JSON."""
    moves = document.get("moves") or []
    moves = parse_json(moves) if isinstance(moves, str) else moves
    if not isinstance(moves, list) or len(moves) > MAX_MOVES or not all(map(_is_move, moves)):
        raise BadRequest(
            'Send up to %(most)s moves like {"name": "2026/09/12/a.jpg", "to": "Rome/a.jpg"}.', most=f"{MAX_MOVES:,}"
        )
    return [MoveBack(move["name"], move["to"], move.get("copy", False)) for move in moves]


def _is_move(move: object) -> bool:
    if not isinstance(move, dict) or not isinstance(move.get("copy", False), bool):
        return False
    return is_text(move.get("name")) and is_text(move.get("to"))


_ARGUMENTS = {"visible": "is_public", "timeline": "in_timeline"}
"""Names of arguments that differ from those of the settings."""

_READERS: Mapping[str, Callable[[str], Any]] = {
    "title": lambda value: " ".join(value.split()),
    "description": clean_description,
    "sort": SortOrder,
    "cover": str,
    "visible": lambda value: value == EVERYONE,
    "timeline": lambda value: value == YES,
}
"""By the name of the setting."""


def _check_lengths(*albums: str) -> None:
    longest = max(map(len, albums))
    if longest > MAX_BLOB_NAME:
        raise BadRequest(
            "An album's name can have up to %(most)s characters, not %(longest)s.",
            most=f"{MAX_BLOB_NAME:,}",
            longest=f"{longest:,}",
        )
