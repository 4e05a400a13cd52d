"""The rules for names that people give: of files, of albums, and of photos that a script puts.

Names are kept for people. What would hide a photo, break it on another system, or let it pass
for another one is taken out; everything else, in any script, stays as it was.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import count

from gallery.errors import BadRequest

MAX_FILE_BYTES = 200
"""UTF-8 bytes of a file name: room for ` (12)` and `.trash/` below the 255 of common file systems."""

MAX_NAME_CHARACTERS = 980
"""Blob Storage allows 1,024 (Azure docs, "Naming and referencing containers, blobs, and metadata");
the difference is room for `.trash/`, a number, and the endings of previews."""

MAX_NAME_PARTS = 250
"""Blob Storage allows 254 path segments (same page)."""

MAX_EXTENSION = 10
"""Characters; longer endings are part of a sentence rather than an extension."""

WINDOWS_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE | re.DOTALL)
"""Win32 docs, "Naming Files, Paths, and Namespaces"."""

JOINERS = "\u200c\u200d"
"""Invisible, but Persian words and families of emoji are made with them."""

_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_NUMBERED = re.compile(r" \((\d+)\)\Z")


def clean_file_name(file: str) -> str:
    """The last part of what a browser sent as file name, safe on every system; never empty."""
    last = re.split(r"[/\\]", file)[-1]
    return shortened(_clean_part(last) or "photo")


def clean_album(album: str) -> str:
    """An album's name from what a person typed, `Trips/Rome` for folders in folders; "" for none.

    Raises BadRequest when the name is too long.
    """
    parts = [_clean_part(part) for part in re.split(r"[/\\]", album)]
    cleaned = "/".join(part for part in parts if part)
    # A file name and a number still have to fit behind it.
    if len(cleaned) > MAX_NAME_CHARACTERS - MAX_FILE_BYTES or len(parts) > MAX_NAME_PARTS:
        raise BadRequest("That album's name is too long; please choose a shorter one.")
    return cleaned


def with_extension(file: str, extension: str, accepted: frozenset[str], pictures: frozenset[str]) -> str:
    """The file name with an extension that agrees with the picture's real type.

    `accepted` are the spellings for this type (kept as they are), `pictures` those of all types
    (replaced); anything else is no extension of a picture and stays in the name.
    """
    stem, ending = split_extension(file)
    if ending.lower() in accepted:
        return file
    return shortened((stem if ending.lower() in pictures else file) + extension)


def numbered(name: str, number: int) -> str:
    """`Rome/IMG_1.jpg` as `Rome/IMG_1 (2).jpg`; a number that is there already is replaced."""
    folder, slash, file = name.rpartition("/")
    stem, ending = split_extension(file)
    return f"{folder}{slash}{_NUMBERED.sub('', stem)} ({number}){ending}"


def numbered_names(wanted: str) -> Iterator[str]:
    """The wanted name, then the same with (2), (3) …: whoever files a photo takes the first that is free."""
    yield wanted
    for number in count(2):
        yield numbered(wanted, number)


def differ_by_number(name: str, other: str) -> bool:
    """Whether they differ by their number alone."""
    return numbered(name, 1) == numbered(other, 1)


def split_extension(file: str) -> tuple[str, str]:
    """`("IMG_1", ".jpg")`; the second is "" when there is none of at most MAX_EXTENSION characters."""
    stem, dot, ending = file.rpartition(".")
    if not stem or not dot or len(ending) > MAX_EXTENSION or not ending.isalnum():
        return file, ""
    return stem, dot + ending


def shortened(file: str) -> str:
    """At most MAX_FILE_BYTES, with the extension kept and no character cut in two."""
    stem, ending = split_extension(file)
    room = MAX_FILE_BYTES - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + ending


def check_name(name: str) -> None:
    """Raises BadRequest unless a photo can be stored under exactly this name."""
    if not name or len(name) > MAX_NAME_CHARACTERS or name.count("/") >= MAX_NAME_PARTS:
        raise BadRequest(f"A photo's name has 1 to {MAX_NAME_CHARACTERS} characters.")
    for part in name.split("/"):
        if part != _clean_part(part) or not part:
            raise BadRequest(
                f"“{_printable(name)}” can't be the name of a photo: no part of it may be empty, start with a dot, "
                "end with a dot or space, or hold a backslash, a control character or an undecomposed accent."
            )
    if len(part.encode()) > MAX_FILE_BYTES:
        raise BadRequest(f"“{_printable(name)}” can't be the name of a photo: over {MAX_FILE_BYTES} bytes.")


def _clean_part(part: str) -> str:
    text = unicodedata.normalize("NFC", part)
    visible = "".join(c for c in text if c in JOINERS or unicodedata.category(c) not in _INVISIBLE)
    cleaned = unicodedata.normalize("NFC", visible.replace("\\", "").strip().lstrip(". ").rstrip(". "))
    return f"_{cleaned}" if WINDOWS_DEVICES.fullmatch(cleaned) else cleaned


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in name[:200])
