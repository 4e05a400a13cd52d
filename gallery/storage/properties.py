"""Blob properties: from the SDK's types to ours, and MD5 checksums."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from azure.storage.blob import BlobProperties

from gallery.model.blobs import Blob, Reading
from gallery.model.embedded_facts import fit_metadata

ARCHIVE = "Archive"
"""The access tier whose blobs can't be read."""


def blob_from_properties(properties: BlobProperties, read_at: datetime) -> Blob:
    """Return the SDK's properties of a blob as a Blob. `read_at` is the date of the response."""
    content = properties.content_settings
    return Blob(
        name=properties.name,
        length=properties.size,
        etag=properties.etag,
        md5=_decode_md5(content.content_md5),
        content_type=content.content_type or "",
        created=properties.creation_time,
        metadata=properties.metadata or {},
        last_modified=properties.last_modified,
        is_archived=properties.blob_tier == ARCHIVE,
        reading=Reading(read_at),
    )


@dataclass(frozen=True)
class Content:
    """What a blob is to contain."""

    data: bytes = field(repr=False)
    content_type: str
    md5: bytes

    @property
    def identity(self) -> bytes:
        """See model/identities.py: what's in memory is small enough for an MD5."""
        return self.md5


def md5_of(data: bytes) -> bytes:
    """Return the checksum that Blob Storage keeps as Content-MD5; it doesn't protect against attackers."""
    return hashlib.md5(data, usedforsecurity=False).digest()


def new_md5() -> "hashlib._Hash":
    """Return an MD5 of nothing yet, for bytes that arrive in parts. See md5_of."""
    return hashlib.md5(usedforsecurity=False)


def merge_metadata(blob: Blob, metadata: Mapping[str, str]) -> dict[str, str]:
    """Return changed metadata, not too large to be stored.

    Keys ignore case (REST docs, "Setting and retrieving properties and metadata").
    """
    unchanged = {key: value for key, value in blob.metadata.items() if key.lower() not in metadata}
    return fit_metadata({**unchanged, **metadata})


def _decode_md5(value: Any) -> bytes | None:
    """The SDK returns a bytearray, but after a partial download the header's base64."""
    if isinstance(value, str):
        return base64.b64decode(value)
    return bytes(value) if value else None


def apply_response(blob: Blob, response: Mapping[str, Any]) -> Blob:
    """Apply the ETag and times in the response to a write."""
    modified, reading = response["last_modified"], Reading(response["date"])
    return replace(blob, etag=str(response["etag"]), last_modified=modified, reading=reading)
