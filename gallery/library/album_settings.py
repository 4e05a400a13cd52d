"""Settings of albums, in `.album.json` in each album's folder."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from gallery.errors import AlbumFileUnreadable, BadRequest, Changed, NotFound, PhotoExists
from gallery.library.content_checks import check_photo
from gallery.model.album_settings import MAX_ALBUM_FILE, MAX_DESCRIPTION, UNREADABLE, AlbumSettings, clean_description
from gallery.model.blobs import Blob
from gallery.model.folders import (
    ALBUM_FILE,
    album_of_folder,
    folder_of_album,
    folders_around,
    is_day_folder,
    is_timeline_folder,
)
from gallery.model.names import clean_album
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all
from gallery.storage.properties import Content, md5_of
from gallery.translations import lazy_gettext as _

MAX_ATTEMPTS = 5
"""An attempt fails only if someone else changes the same album at that moment."""

MAX_DEPTH = 30
"""Folders around a photo. Each costs a read, and a visitor could ask for a name with hundreds."""

LENGTHS = {"title": 200, "description": MAX_DESCRIPTION}
"""Characters."""

TOO_LONG = {
    "title": _("The title is too long. It can have up to %(most)s characters."),
    "description": _("The description is too long. It can have up to %(most)s characters."),
}


def create_album(storage: Storage, name: str) -> str:
    """Create an album, unless it exists; return its path. Raises BadRequest for a name that no album can have."""
    album = clean_new_album(name)
    with suppress(PhotoExists):
        _write(storage, folder_of_album(album), AlbumSettings(id=secrets.token_hex(16)), None)
    return album


def clean_new_album(name: str) -> str:
    """Return the path of an album from the name that a person typed. Raises BadRequest."""
    album = clean_album(name)
    if not album:
        raise BadRequest("Give the album a name.")
    if is_day_folder(folder_of_album(album)):
        raise BadRequest("“%(album)s” is a day in the timeline. Choose another name for the album.", album=album)
    if not can_have_settings(album):
        raise BadRequest("“%(album)s” is a folder of the timeline. Choose another name for the album.", album=album)
    return album


def change_settings(storage: Storage, album: str, **changes: Any) -> AlbumSettings:
    """Change some of an album's settings; return all.

    Raises BadRequest, AlbumFileUnreadable, NotFound if there's no such cover, and Changed if others keep changing them.
    """
    folder = folder_of_album(album)
    if not can_have_settings(album):
        raise BadRequest("Only albums have settings.")
    for key, most in LENGTHS.items():
        if len(changes.get(key, "")) > most:
            raise BadRequest(TOO_LONG[key], most=f"{most:,}")
    if changes.get("cover"):
        check_photo(storage, storage.photos.get_visible(folder + changes["cover"]))
    return _change(storage, folder, lambda current: _drop_cut_description(current, changes))


def _change(storage: Storage, folder: str, choose: Callable[[AlbumSettings], Mapping[str, Any]]) -> AlbumSettings:
    """Change the settings in a folder; `choose` returns what to change about the current ones.

    Raises AlbumFileUnreadable, and Changed if others keep changing them.
    """
    for _attempt in range(MAX_ATTEMPTS):
        blob, current = read_album_file(storage, folder)
        if current is UNREADABLE:
            raise AlbumFileUnreadable(folder + ALBUM_FILE)
        settings = replace(current, id=current.id or secrets.token_hex(16), **choose(current))
        with suppress(Changed, NotFound, PhotoExists):
            _write(storage, folder, settings, blob)
            return settings
    raise Changed("This album is being changed by someone else too. Try again.")


def _drop_cut_description(current: AlbumSettings, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes without the start of a longer description by another tool: a form has no more of it.

    Raises BadRequest for other changes of it, because people don't see all that they'd replace.
    """
    if "description" not in changes or len(current.description) <= MAX_DESCRIPTION:
        return dict(changes)
    if changes["description"] != clean_description(current.description[:MAX_DESCRIPTION]):
        raise BadRequest(
            "This description has more than %(most)s characters, and the page has only its start. Change it "
            "in %(file)s in the album's folder.",
            most=f"{MAX_DESCRIPTION:,}",
            file=ALBUM_FILE,
        )
    return {key: value for key, value in changes.items() if key != "description"}


def read_settings(storage: Storage, album: str) -> AlbumSettings:
    """Return an album's settings."""
    return read_album_file(storage, folder_of_album(album))[1]


def can_have_settings(album: str) -> bool:
    """Return whether an album may get settings: not one whose folder also has photos of the timeline in it."""
    return not is_timeline_folder(folder_of_album(album))


def copy_settings(storage: Storage, old: str, new: str) -> None:
    """Copy the settings in a folder to another, before its photos move, so that a hidden album stays hidden.

    They're copied as they are, even if they can't be read. If the other folder has settings already, those count, but
    what hid one of the albums hides both. Raises AlbumFileUnreadable, and Changed if others keep changing them.
    """
    try:
        with suppress(NotFound):
            storage.photos.copy(storage.photos.get_properties(old + ALBUM_FILE), new + ALBUM_FILE, {})
    except PhotoExists:
        _merge_settings(storage, read_album_file(storage, old)[1], new)


def _merge_settings(storage: Storage, old: AlbumSettings, new: str) -> None:
    def merge(current: AlbumSettings) -> dict[str, Any]:
        return {
            "is_public": old.is_public and current.is_public,
            "in_timeline": old.in_timeline and current.in_timeline,
            "description": current.description or old.description,
        }

    current = read_album_file(storage, new)[1]
    if any(getattr(current, key) != value for key, value in merge(current).items()):
        _change(storage, new, merge)


def rename_covers(storage: Storage, old: str, new: str) -> None:
    """After a folder was renamed, change the covers of the albums around it that are photos in it.

    If someone keeps changing an album at that moment, its cover is its newest photo from now on.
    """
    for outer in folders_around(old)[:-1]:
        if new.startswith(outer) and can_have_settings(album_of_folder(outer)):
            _rename_cover(storage, outer, old.removeprefix(outer), new.removeprefix(outer))


def _rename_cover(storage: Storage, outer: str, old: str, new: str) -> None:
    cover = read_album_file(storage, outer)[1].cover
    if cover.startswith(old):
        with suppress(AlbumFileUnreadable, Changed):
            _change(storage, outer, lambda _: {"cover": new + cover.removeprefix(old)})


def is_private(storage: Storage, name: str) -> bool:
    """Return whether a photo, or a folder whose name ends with a slash, is in an album that only the owner may see.

    In folders deeper than MAX_DEPTH, every photo is.
    """
    folders = [folder for folder in folders_around(name) if not is_day_folder(folder)]
    if len(folders) > MAX_DEPTH:
        return True
    return not all(run_all(lambda folder: read_album_file(storage, folder)[1].is_public, folders))


def read_album_file(storage: Storage, folder: str) -> tuple[Blob | None, AlbumSettings]:
    """Return the file in a folder, None if there is none, and the settings that it has."""
    try:
        blob, data = storage.photos.read(folder + ALBUM_FILE)
    except NotFound:
        return None, AlbumSettings()
    return blob, AlbumSettings.unpack(data) if blob.length <= MAX_ALBUM_FILE else UNREADABLE


def _write(storage: Storage, folder: str, settings: AlbumSettings, replaces: Blob | None) -> None:
    data = settings.pack()
    if len(data) > MAX_ALBUM_FILE:
        raise BadRequest(
            "%(folder)s%(file)s would have more than %(most)s bytes. Write less.",
            folder=folder,
            file=ALBUM_FILE,
            most=f"{MAX_ALBUM_FILE:,}",
        )
    storage.photos.put(folder + ALBUM_FILE, Content(data, "application/json", md5_of(data)), {}, replaces=replaces)
