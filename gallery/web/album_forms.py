"""Read requests about albums, as forms or JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gallery.errors import BadRequest
from gallery.model.album_settings import EVERYONE, NO, OWNER, YES, clean_description
from gallery.model.blobs import MAX_BLOB_NAME
from gallery.model.sort_orders import SortOrder
from gallery.web.forms import is_text, read_document
from gallery.web.request import Request

MAX_BYTES = 60_000
"""Two album names and a description, percent-encoded."""

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


def rename_form(request: Request) -> RenameForm:
    """Read a new album name from a form or from JSON, `{"album": …, "to": …, "limit"?: …}`. Raises BadRequest."""
    document = read_document(request, MAX_BYTES)
    album, to, limit = document.get("album"), document.get("to"), document.get("limit")
    if not (is_text(album) and is_text(to)):
        raise BadRequest('Enter the album and its new name: {"album": "Trips/Rome", "to": "Rome 2025"}.')
    if limit is not None and (type(limit) is not int or limit < 1):
        raise BadRequest("limit must be a number of photos, at least 1.")
    _check_lengths(album, to)
    return RenameForm(album, to, limit)


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
            raise BadRequest(f"{key} must be {' or '.join(CHOICES[key])}.")
    return SettingsForm(album, {_ARGUMENTS.get(key, key): _READERS[key](value) for key, value in given.items()})


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
        raise BadRequest(f"An album's name can have up to {MAX_BLOB_NAME:,} characters, not {longest:,}.")
