"""Outlines of listings: names and ETags, found without parsing the rest, which takes twenty times as long."""

import re
from dataclasses import dataclass
from itertools import chain

BLOB = "<Blob>"
ENDS = tuple(
    f"{marker}</EnumerationResults>" for marker in ("<NextMarker/>", "<NextMarker />", "<NextMarker></NextMarker>")
)

_BLOB = re.compile(
    f"{BLOB}<Name>([^<]*)</Name>"
    # As the service orders them (REST docs, "List Blobs"), which is faster to read, or any other properties.
    "(?:<Properties><Creation-Time>[^<]*</Creation-Time><Last-Modified>[^<]*</Last-Modified>|.*?)"
    "<Etag>([^<]+)</Etag>",
    re.DOTALL,
)
"""Name and ETag, which is before any metadata."""

_FOLDER = re.compile("<BlobPrefix><Name>([^<]*)</Name>")
_ENTRY = re.compile("<Blob(?:Prefix)?>")


@dataclass(frozen=True)
class Outline:
    """What a listing contains."""

    blobs: list[tuple[str, str]]
    """Names, and ETags with their quotes."""
    folders: list[str]


def read_outline(body: bytes) -> Outline | None:
    """Return the outline of a response to List Blobs, or None if it has several pages or anything unusual in it."""
    text = body.decode("utf-8-sig", errors="replace")
    if not text.endswith(ENDS) or "<!DOCTYPE" in text[: text.find(BLOB)]:
        return None
    blobs = [(name, '"' + etag.strip('"') + '"') for name, etag in _BLOB.findall(text)]
    entries = len(_ENTRY.findall(text))
    folders: list[str] = _FOLDER.findall(text) if entries > len(blobs) else []
    if len(blobs) + len(folders) != entries:
        return None
    is_plain = "&" not in text or not any("&" in one for one in (*folders, *chain(*blobs)))
    return Outline(blobs, folders) if is_plain else None
