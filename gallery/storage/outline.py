"""Outlines of listings: names and ETags, found without parsing the rest, which takes twenty times as long."""

from dataclasses import dataclass, field

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
    if not text.endswith(ENDS) or "<!DOCTYPE" in text:
        return None
    folders = [part.partition(NAME_END)[0] for part in text.split(FOLDER + NAME)[1:]]
    blobs = [_read_blob(part) for part in text.split(BLOB + NAME)[1:]]
    is_complete = len(folders) == text.count(FOLDER) and len(blobs) == text.count(BLOB)
    is_plain = not any("&" in name for name in folders) and all(etag and "&" not in name for name, etag in blobs)
    return Outline(text, blobs, folders) if is_complete and is_plain else None


def _read_blob(text: str) -> tuple[str, str]:
    name, _, rest = text.partition(NAME_END)
    etag = rest[rest.find(ETAG) + len(ETAG) : rest.find(ETAG_END)].strip('"') if ETAG in rest else ""
    return name, f'"{etag}"' if etag and "&" not in etag else ""
