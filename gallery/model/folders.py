"""How a blob's name decides where a photo appears: the timeline, an album, the root, or nowhere."""

import re
from datetime import date
from enum import Enum, auto

TRASH = ".trash/"
ROOT = ""
"""The album of photos that are in no folder."""
ROOT_QUERY = "."
"""ROOT in a request, because the host drops empty values. No visible folder can have this name."""

_DATED = re.compile(r"(\d{4})/(\d{2})/(\d{2})/[^/]+", re.ASCII | re.DOTALL)


class NameClass(Enum):
    """Every blob name belongs to exactly one class."""

    DATED = auto()
    ALBUM = auto()
    ROOT = auto()
    HIDDEN = auto()


def classify_name(name: str) -> NameClass:
    """Return the class of a blob's name. A name with a part that starts with a dot is hidden."""
    folder, _, file = name.rpartition("/")
    if not file or name.startswith(".") or "/." in name:
        return NameClass.HIDDEN
    if day_of_name(name):
        return NameClass.DATED
    return NameClass.ALBUM if folder or name.startswith("/") else NameClass.ROOT


def day_of_name(name: str) -> date | None:
    """Return the day in a name like `2026/09/12/IMG_1.jpg`, or None for any other name."""
    parts = _DATED.fullmatch(name)
    try:
        return date(*map(int, parts.groups())) if parts else None
    except ValueError:
        return None


def folder_of_album(album: str) -> str:
    """Return the prefix of an album's blobs: `Trips/Rome/`, or "" for ROOT.

    The album of a folder that starts with "/" keeps its trailing slash, so that no two folders share an album.
    """
    return album if album == ROOT or album.startswith("/") else f"{album}/"


def album_of_folder(folder: str) -> str:
    """Return the inverse of folder_of_album."""
    return folder if folder.startswith("/") else folder.removesuffix("/")


def album_of_name(name: str) -> str | None:
    """Return the album of a photo's name: ROOT if it has no folder, None if it's filed by date."""
    return None if day_of_name(name) else album_of_folder(name[: name.rfind("/") + 1])
