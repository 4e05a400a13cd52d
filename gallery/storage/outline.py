"""Outlines of listings: names and ETags, found without parsing the rest, which takes twenty times as long."""

from dataclasses import dataclass, field
from itertools import chain

BLOB, FOLDER = "<Blob>", "<BlobPrefix>"
NAME, NAME_END = "<Name>", "</Name>"
ETAG, ETAG_END = "<Etag>", "</Etag>"
ENDS = tuple(
    f"{marker}</EnumerationResults>" for marker in ("<NextMarker/>", "<NextMarker />", "<NextMarker></NextMarker>")
)


@dataclass(frozen=True)
class Outline:
    """What a listing contains."""

    text: str = field(repr=False)
    blobs: list[tuple[str, str]]
    """Names, and ETags with their quotes."""
    folders: list[str]

    def has_metadata(self, key: str) -> bool:
        """Return whether any blob has metadata of this name. It's also true in rare other cases."""
        return f"<{key}>" in self.text


def read_outline(body: bytes) -> Outline | None:
    """Return the outline of a response to List Blobs, or None if it has several pages or anything unusual in it."""
    text = body.decode("utf-8-sig", errors="replace")
    head, *entries = text.split(BLOB)
    if not text.endswith(ENDS) or "<!DOCTYPE" in head:
        return None
    try:
        blobs, folders = list(map(_read_blob, entries)), list(map(_read_name, text.split(FOLDER)[1:]))
    except ValueError:
        return None
    is_plain = "&" not in text or not any("&" in one for one in (*folders, *chain(*blobs)))
    return Outline(text, blobs, folders) if is_plain else None


def _read_blob(entry: str) -> tuple[str, str]:
    """Return the name and the ETag, which is before any metadata. Raises ValueError if there's none."""
    etag = entry.partition(ETAG)[2].partition(ETAG_END)[0]
    if not etag:
        raise ValueError("The blob has no ETag.")
    return _read_name(entry), '"' + etag.strip('"') + '"'


def _read_name(entry: str) -> str:
    """Return the name that an entry starts with. Raises ValueError if it doesn't."""
    name, end, _ = entry.partition(NAME_END)
    if not (end and name.startswith(NAME)):
        raise ValueError("The entry doesn't start with a name.")
    return name.removeprefix(NAME)
