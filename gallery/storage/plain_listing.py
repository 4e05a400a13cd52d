"""Listings read as text, in half of the time that their XML takes. Unusual ones are left to the XML parser."""

import re
from binascii import a2b_base64
from functools import lru_cache
from sys import intern

from gallery.model.blobs import Blob, Reading
from gallery.storage.properties import ARCHIVE
from gallery.storage.times import parse_time

BLOB, BLOB_END, PROPERTIES_END, MD5 = "<Blob>", "</Blob>", "</Properties>", "<Content-MD5>"

_END = re.compile("<NextMarker(?: ?/>|>([^<]*)</NextMarker>)</EnumerationResults>")

_NO_METADATA = {"", "<Metadata />", "<Metadata/>"}
_METADATA = re.compile(r"<([^<>/ ]+)>([^<]*)</\1>")

_NOTHING = re.compile("(?!)")
"""Matches no text."""

_PROPERTIES = re.compile(
    "<Name>([^<]*)</Name><Properties>"
    "<Creation-Time>([^<]*)</Creation-Time><Last-Modified>([^<]*)</Last-Modified><Etag>([^<]*)</Etag>"
    "<Content-Length>([0-9]+)</Content-Length><Content-Type>([^<]*)</Content-Type>"
)
"""As the service orders them (REST docs, "List Blobs")."""


def read_plain_page(text: str, reading: Reading) -> tuple[list[Blob], str] | None:
    """Return the blobs of a response to List Blobs, and the next marker.

    Return None if it has folders or no blobs, or anything else than the service usually writes. Raises ValueError if
    properties are invalid.
    """
    if "&" in text or "\r" in text or "<!" in text:  # XML would replace these.
        return None
    content, _, after = text.partition(f"<Blobs>{BLOB}")[2].rpartition(f"{BLOB_END}</Blobs>")
    end = _END.fullmatch(after)
    if not end:
        return None
    entries, metadata = content.split(BLOB_END + BLOB), _MetadataReader()
    blobs = [blob for entry in entries if (blob := _read_blob(entry, metadata, reading))]
    return (blobs, end[1] or "") if len(blobs) == len(entries) else None


class _MetadataReader:
    """Reads the metadata of blobs. Most have the same keys as the blob before, so that one pattern finds all values."""

    def __init__(self) -> None:
        self._keys: tuple[str, ...] = ()
        self._values = _NOTHING

    def read(self, text: str) -> dict[str, str] | None:
        """Return what the element with the metadata has, or None if there's more than different keys with values."""
        if found := self._values.fullmatch(text):
            return dict(zip(self._keys, found.groups(), strict=True))
        metadata = _read_metadata(text)
        if metadata:
            self._keys = tuple(metadata)
            self._values = _values_of(self._keys)
        return metadata


@lru_cache(maxsize=100)
def _values_of(keys: tuple[str, ...]) -> re.Pattern[str]:
    """Return what matches metadata with these keys, in this order."""
    return re.compile(f"<Metadata>{''.join(f'<{name}>([^<]*)</{name}>' for name in map(re.escape, keys))}</Metadata>")


def _read_blob(entry: str, reader: _MetadataReader, reading: Reading) -> Blob | None:
    properties, separator, rest = entry.partition(PROPERTIES_END)
    found, metadata = _PROPERTIES.match(properties), reader.read(rest)
    if not found or metadata is None or not separator:
        return None
    name, created, modified, etag, length, content_type = found.groups()
    md5 = properties.partition(MD5)[2].partition("<")[0]
    created_time = parse_time(created)
    return Blob(
        name=name,
        length=int(length),
        # Listings leave out the quotes that If-Match needs.
        etag='"' + etag.strip('"') + '"',
        md5=a2b_base64(md5) or None,
        content_type=content_type,
        created=created_time,
        metadata=metadata,
        last_modified=created_time if modified == created else parse_time(modified),
        is_archived=f"<AccessTier>{ARCHIVE}</AccessTier>" in properties,
        reading=reading,
    )


def _read_metadata(text: str) -> dict[str, str] | None:
    if text in _NO_METADATA:
        return {}
    inner = text.removeprefix("<Metadata>").removesuffix("</Metadata>")
    # Interned, because all photos have the same keys.
    metadata = {intern(key): value for key, value in _METADATA.findall(inner)}
    has_all = len(inner) + len("<Metadata></Metadata>") == len(text) and inner.count("<") == 2 * len(metadata)
    return metadata if has_all else None
