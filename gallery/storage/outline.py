"""Outlines of listings: names and ETags, found without parsing the rest, which takes twenty times as long."""

import re
from dataclasses import dataclass, field

BLOB, FOLDER = "<Blob>", "<BlobPrefix>"
NAME, NAME_END = "<Name>", "</Name>"
ENDS = tuple(
    f"{marker}</EnumerationResults>" for marker in ("<NextMarker/>", "<NextMarker />", "<NextMarker></NextMarker>")
)


_BLOB_NAME = re.compile(f"{BLOB}{NAME}([^<]*){NAME_END}")
_ETAG = re.compile("<Etag>([^<]+)</Etag>")


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
    if not text.endswith(ENDS) or "<!DOCTYPE" in text:
        return None
    folders = [part.partition(NAME_END)[0] for part in text.split(FOLDER + NAME)[1:]]
    names, etags = _BLOB_NAME.findall(text), _ETAG.findall(text)
    is_complete = len(folders) == text.count(FOLDER) and len(names) == len(etags) == text.count(BLOB)
    if not is_complete or any("&" in one for one in (*folders, *names, *etags)):
        return None
    blobs = [(name, '"' + etag.strip('"') + '"') for name, etag in zip(names, etags, strict=True)]
    return Outline(text, blobs, folders)
