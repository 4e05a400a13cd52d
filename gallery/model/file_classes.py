"""What a file's name says about its content: a picture or video, anything else, or the remains of another file."""

import re
from enum import Enum, auto

from gallery.model.names import split_extension

RAW_EXTENSIONS = frozenset(
    {".dng", ".cr2", ".cr3", ".nef", ".nrw", ".arw", ".sr2", ".raf", ".orf", ".rw2", ".rwl", ".pef", ".srw"}
)
"""Extensions of cameras' raw files that the gallery shows, in lower case."""

OTHER_RAW_EXTENSIONS = frozenset(
    {".3fr", ".crw", ".erf", ".iiq", ".kdc", ".mef", ".mos", ".mrw", ".raw", ".srf", ".x3f"}
)
"""The same for those that it doesn't show. Sidecars may belong to them."""

PICTURE_EXTENSIONS = frozenset(
    {
        *RAW_EXTENSIONS,
        *(".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
        *(".png", ".apng", ".gif", ".webp"),
        *(".heic", ".heif", ".hif", ".heics", ".heifs", ".avif", ".avifs"),
    }
)
"""Extensions of all supported formats, in lower case. A test compares them with pictures/formats.py."""

VIDEO_EXTENSIONS = frozenset({".mp4", ".m4v", ".3gp", ".mov", ".webm"})
"""The same for videos."""

MEDIA_EXTENSIONS = PICTURE_EXTENSIONS | VIDEO_EXTENSIONS

_LEFTOVER = re.compile(
    r".*(~"
    r"|\.\w{1,5}_(original|exiftool_tmp)"
    r"|\.(part|partial|filepart|crdownload|opdownload|download|aria2|!ut|!qb|!bt)"
    r"|\.(tmp|temp|bak|old|orig)"
    r"|\.sb-[0-9a-f]{8}-\w+)",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
"""Files that tools leave beside the real one. In the order of the lines: editors (GNU Emacs manual, "Backup Names");
ExifTool (its manual, `-overwrite_original`); downloads of browsers, FileZilla, WinSCP, rclone (`--partial-suffix`),
aria2 and BitTorrent (Nextcloud's sync-exclude.lst skips most of them too); backups in general, and temporary files,
such as Syncthing's; macOS applications while they save."""


class FileClass(Enum):
    """Every file name belongs to exactly one class."""

    PICTURE = auto()
    """It has the extension of a picture or a video."""
    UNKNOWN = auto()
    """It has no extension, so only its content can tell."""
    OTHER = auto()
    """It has another extension."""
    LEFTOVER = auto()
    """An unfinished download or a backup. It's never a photo, although its content may be a picture."""


def has_video_extension(name: str) -> bool:
    """Return whether a blob has the name of a video."""
    return _extension_of(name) in VIDEO_EXTENSIONS


def has_image_extension(name: str) -> bool:
    """Return whether a blob has the name of a picture, a video or a raw file."""
    return _extension_of(name) in MEDIA_EXTENSIONS | OTHER_RAW_EXTENSIONS


def has_raw_extension(name: str) -> bool:
    """Return whether a blob has the name of a raw file."""
    return _extension_of(name) in RAW_EXTENSIONS | OTHER_RAW_EXTENSIONS


def classify_file(name: str) -> FileClass:
    """Return the class of a blob's or a file's name."""
    dot = name.rfind(".")
    if name[dot:].lower() in MEDIA_EXTENSIONS and dot > 0 and name[dot - 1] != "/":  # Faster: most files are pictures.
        return FileClass.PICTURE
    file, extension = name.rpartition("/")[2], _extension_of(name)
    if _LEFTOVER.fullmatch(file):
        return FileClass.LEFTOVER
    # `Scan 12.09.2026` has no extension.
    return FileClass.OTHER if extension and not extension[1:].isdecimal() else FileClass.UNKNOWN


def _extension_of(name: str) -> str:
    return split_extension(name.rpartition("/")[2])[1].lower()
