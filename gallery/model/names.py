"""Rules for the names that people choose for files and albums, and scripts for photos they upload with PUT.

Cleaning removes only what would hide a photo, break it on another system, or disguise it. Letters of all scripts stay.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import count

from gallery.errors import BadRequest
from gallery.model.folders import is_system_folder

MAX_FILE_BYTES = 200
"""UTF-8 bytes of a file name. Common file systems allow 255, and ` (12)` or a suffix must fit."""

MAX_NAME_CHARACTERS = 980
"""Fewer than MAX_BLOB_NAME, to leave space for `.trash/` and a number."""

MAX_TYPED_CHARACTERS = 2 * MAX_NAME_CHARACTERS
"""Longer names aren't cleaned: normalizing thousands of combining accents takes quadratic time."""

MAX_NAME_PARTS = 250
"""Blob Storage allows 254 path segments (see MAX_BLOB_NAME)."""

MAX_EXTENSION_CHARACTERS = 10
"""Longer suffixes are part of a sentence rather than an extension."""

WINDOWS_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE | re.DOTALL)
"""Win32 docs, "Naming Files, Paths, and Namespaces"."""

JOINERS = "\u200c\u200d"
"""Invisible, but part of Persian words and of some emoji. At the edges of a name they only disguise it."""

_WHITESPACE = "".join(character for character in map(chr, range(0x3001)) if character.isspace())
_EDGES = f".{_WHITESPACE}{JOINERS}"
_BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0" + "".join(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
"""Characters of other categories that show nothing (Unicode, Default_Ignorable_Code_Point). A name that starts with one
could look like `.trash`; elsewhere, variation selectors are part of emoji and of Chinese characters."""

_ENCODED_SLASH = re.compile("%2f", re.IGNORECASE)
"""In an address, Azure takes it for a slash. The local host keeps it."""

_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_NUMBER = re.compile(r" \((\d+)\)\Z")


def clean_file_name(file: str) -> str:
    """Return the last part of the file name that a browser sent, made safe for every system and never empty."""
    stem, suffix = split_extension(file.replace("\\", "/").rpartition("/")[2])
    return _shorten(_clean_part(stem[:MAX_TYPED_CHARACTERS] + suffix) or "photo")


def clean_album(album: str) -> str:
    """Return an album's name from what a person typed: `Trips/Rome` for nested folders, "" for none.

    Raises BadRequest if it's too long.
    """
    parts = album.replace("\\", "/").split("/") if len(album) <= MAX_TYPED_CHARACTERS else []
    cleaned = "/".join(part for part in map(_clean_part, parts) if part)
    # A file name and a number must fit after it.
    if len(cleaned) > MAX_NAME_CHARACTERS - MAX_FILE_BYTES or not 1 <= len(parts) <= MAX_NAME_PARTS:
        raise BadRequest("The album's name is too long. Choose a shorter one.")
    return cleaned


def with_extension(file: str, extension: str, accepted: frozenset[str], pictures: frozenset[str]) -> str:
    """Return the file name with an extension that matches the picture's actual format.

    `accepted` are the spellings for this format, which stay, and `pictures` those for all formats, which are replaced.
    Any other suffix isn't a picture's extension and stays in the name.
    """
    stem, suffix = split_extension(file)
    if suffix.lower() in accepted:
        return file
    return _shorten((stem if suffix.lower() in pictures else file) + extension)


def set_number(name: str, number: int) -> str:
    """Return `Rome/IMG_1 (2).jpg` for `Rome/IMG_1.jpg`, replacing any number that the name already has."""
    folder, slash, file = name.rpartition("/")
    stem, suffix = split_extension(file)
    return f"{folder}{slash}{_NUMBER.sub('', stem)} ({number}){suffix}"


def numbered_names(wanted: str) -> Iterator[str]:
    """Yield the wanted name, then the same with (2), (3) … A photo gets the first one that's free."""
    yield wanted
    for number in count(2):
        yield set_number(wanted, number)


def differ_by_number(name: str, other: str) -> bool:
    """Return whether two names are the same except for their numbers."""
    return set_number(name, 1) == set_number(other, 1)


def split_extension(file: str) -> tuple[str, str]:
    """Return `("IMG_1", ".jpg")`. The extension is "" if it's missing or longer than MAX_EXTENSION_CHARACTERS."""
    stem, _, extension = file.rpartition(".")
    if not stem or len(extension) > MAX_EXTENSION_CHARACTERS or not extension.isalnum():
        return file, ""
    return stem, f".{extension}"


def _shorten(file: str) -> str:
    """Cut a file name to MAX_FILE_BYTES, between characters and before the extension."""
    stem, suffix = split_extension(file)
    max_bytes = MAX_FILE_BYTES - len(suffix.encode())
    return stem.encode()[:max_bytes].decode(errors="ignore").rstrip(_EDGES) + suffix


def check_name(name: str) -> None:
    """Raise BadRequest unless a photo can be stored under exactly this name."""
    if not name or len(name) > MAX_NAME_CHARACTERS or name.count("/") >= MAX_NAME_PARTS:
        raise BadRequest(
            "A photo's name must have 1 to %(most)s characters and at most %(parts)s parts.",
            most=MAX_NAME_CHARACTERS,
            parts=MAX_NAME_PARTS,
        )
    if _ENCODED_SLASH.search(name):
        raise BadRequest("Write the slashes of a photo's name as / in the address, not as %2F.")
    for part in name.split("/"):
        if part != _clean_part(part) or not part:
            raise BadRequest(
                "“%(name)s” can't be a photo's name. No part may be empty, start with a dot or an "
                "invisible character, end with a dot or space, be a Windows device or system folder, or contain a "
                "backslash, control character or decomposed accent.",
                name=_make_printable(name),
            )
    if len(part.encode()) > MAX_FILE_BYTES:
        raise BadRequest(
            "“%(name)s” can't be a photo's name. The file name is over %(most)s bytes.",
            name=_make_printable(name),
            most=MAX_FILE_BYTES,
        )


def _clean_part(part: str) -> str:
    text = unicodedata.normalize("NFC", part)
    visible = "".join(c for c in text if c in JOINERS or unicodedata.category(c) not in _INVISIBLE)
    cleaned = unicodedata.normalize("NFC", _trim(_ENCODED_SLASH.sub("_", visible.replace("\\", ""))))
    return f"_{cleaned}" if WINDOWS_DEVICES.fullmatch(cleaned) or is_system_folder(cleaned) else cleaned


def _trim(text: str) -> str:
    return text.lstrip(_EDGES + _BLANKS).rstrip(_EDGES)


def _make_printable(name: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in name[:200])
