"""How a blob's name decides where a photo appears: the timeline, an album, the root, or nowhere."""

import re
from datetime import date
from enum import Enum, auto
from functools import lru_cache
from itertools import accumulate

from gallery.model.months import MONTH_FOLDER, YEAR_FOLDER

TRASH = ".trash/"
ROOT = ""
"""The album of photos that are in no folder."""
ROOT_QUERY = "."
"""ROOT in a request, because the host drops empty values. No visible folder can have this name."""

_SYSTEM_FOLDER = re.compile(
    r"@eadir|#recycle|#snapshot|@tmp|@sharebin"
    r"|@recycle|@recently-snapshot|@__thumb|trashbox|~snapshot"
    r"|\$recycle\.bin|recycler|system volume information|found\.\d{3}"
    r"|__macosx|network trash folder|temporary items"
    r"|lost\+found"
    r"|files_trashbin|files_versions|appdata_oc\w+",
    re.ASCII | re.IGNORECASE,
)
"""Folders of thumbnails, snapshots and deleted files. In the order of the lines:

- Synology: Immich (`library.service.ts`), digiKam (`coredbschemaupdater.cpp`) and Synology Drive's filter skip them.
- QNAP, Buffalo and NetApp.
- Windows: recycle bins, restore points, and what chkdsk recovers.
- macOS: what its ZIP files add, and what it writes to network volumes.
- Linux: what fsck recovers.
- Nextcloud's trash, versions and previews.

Those of Linux desktops, Syncthing, digiKam, Resilio and most others start with a dot: `.Trash-1000`, `.thumbnails`,
`.stfolder`, `.stversions`, `.dtrash`, `.sync`. Other sources: Nextcloud's `sync-exclude.lst`, and the lists that people
pass to rsync and rclone (`$RECYCLE.BIN`, `lost+found`, `System Volume Information`, `Network Trash Folder`).
"""

_HIDDEN = re.compile(rf"(^|/)(\.|({_SYSTEM_FOLDER.pattern})/)", re.ASCII | re.IGNORECASE)

_DAY_FOLDER = re.compile(r"(\d{4})/(\d{2})/(\d{2})", re.ASCII)


ALBUM_FILE = ".album.json"
"""Name of the file in an album's folder that has its settings."""


class NameClass(Enum):
    """Every blob name belongs to exactly one class."""

    DATED = auto()
    ALBUM = auto()
    ROOT = auto()
    HIDDEN = auto()


def classify_name(name: str) -> NameClass:
    """Return the class of a blob's name. A part that starts with a dot hides it, and so does a system folder."""
    folder, slash, file = name.rpartition("/")
    return NameClass.HIDDEN if not file or file.startswith(".") else _classify_folder(folder + slash)


@lru_cache(maxsize=1_000)
def _classify_folder(folder: str) -> NameClass:
    """Return the class of the names in a folder, or in none, that don't start with a dot."""
    # Cached, because many blobs of a listing share their folder.
    if is_hidden_folder(folder):
        return NameClass.HIDDEN
    if is_day_folder(folder):
        return NameClass.DATED
    return NameClass.ALBUM if folder else NameClass.ROOT


def is_hidden_folder(folder: str) -> bool:
    """Return whether all names in a folder like `Trips/Rome/` are hidden."""
    return bool(_HIDDEN.search(folder))


def is_system_folder(part: str) -> bool:
    """Return whether a part of a name is a folder in which operating systems and devices keep their own files."""
    return bool(_SYSTEM_FOLDER.fullmatch(part))


def day_of_name(name: str) -> date | None:
    """Return the day in a name like `2026/09/12/IMG_1.jpg`, or None for any other name."""
    folder, _, file = name.rpartition("/")
    return _day_of_folder(folder) if file else None


@lru_cache(maxsize=1_000)
def _day_of_folder(folder: str) -> date | None:
    # Cached, because it's asked several times for each photo of a listing.
    parts = _DAY_FOLDER.fullmatch(folder)
    try:
        return date(*map(int, parts.groups())) if parts else None
    except ValueError:
        return None


def folder_of_day(day: str) -> str:
    """Return the folder of the photos filed under a day like `2026-09-12`: `2026/09/12/`."""
    return f"{day.replace('-', '/')}/"


def folders_around(name: str) -> list[str]:
    """Return the folders that contain a name, outermost first and without the root: `Trips/` and `Trips/Rome/`.

    A folder, whose name ends with a slash, is the last of them itself.
    """
    return list(accumulate(f"{part}/" for part in name.split("/")[:-1]))


def folder_of_album(album: str) -> str:
    """Return the prefix of an album's blobs: `Trips/Rome/`, or "" for ROOT.

    The album of a folder that starts with "/" keeps its trailing slash, so that no two folders share an album.
    """
    return album if album == ROOT or album.startswith("/") else f"{album}/"


def album_of_folder(folder: str) -> str:
    """Return the album of a folder: the inverse of folder_of_album."""
    return folder if folder.startswith("/") else folder.removesuffix("/")


def album_of_name(name: str) -> str | None:
    """Return the album of a photo's name: ROOT if it has no folder, None if it's filed by date."""
    return None if day_of_name(name) else album_of_folder(name[: name.rfind("/") + 1])


def is_indexed(name: str) -> bool:
    """Return whether the index depends on a blob: on a visible one, or on an album's settings."""
    folder, _, file = name.rpartition("/")
    is_album_file = file == ALBUM_FILE and not is_hidden_folder(f"{folder}/")
    return is_album_file or classify_name(name) is not NameClass.HIDDEN


def index_folder(name: str) -> str:
    """Return the folder whose listing finds a blob: everything under a month is listed together.

    `2026/09/` for `2026/09/12/IMG_1.jpg`, `Trips/Rome/` for `Trips/Rome/IMG_1.jpg`, and "" for a blob in no folder.
    """
    month = MONTH_FOLDER.match(name)
    return month[0] if month else name[: name.rfind("/") + 1]


def is_timeline_folder(folder: str) -> bool:
    """Return whether dated photos are in a folder: the root, a year like `2026/`, a month, or a day."""
    return folder == ROOT or bool(YEAR_FOLDER.fullmatch(folder)) or is_month_folder(folder) or is_day_folder(folder)


def is_day_folder(folder: str) -> bool:
    """Return whether a folder is a day of the timeline, like `2026/09/12/`."""
    return bool(day_of_name(f"{folder}photo"))


def is_month_folder(folder: str) -> bool:
    """Return whether a folder is a month of the timeline, like `2026/09/`."""
    return bool(MONTH_FOLDER.fullmatch(folder))
