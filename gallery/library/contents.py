"""The bytes of a photo, or parts of a video's, and what tells them from all others."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from gallery.errors import TooLarge
from gallery.library.size_limits import max_bytes
from gallery.model.blobs import Blob
from gallery.model.file_classes import has_video_extension
from gallery.model.identities import unread_metadata
from gallery.model.photos import photo_of
from gallery.model.sizes import format_bytes
from gallery.pictures.formats import detect_format
from gallery.pictures.source import Source
from gallery.storage.account import Storage
from gallery.storage.properties import md5_of

Content = bytes | Source
"""A photo is read completely, a video in parts."""

SIGNATURE_BYTES = 256
"""Enough to detect a format."""

MAX_WHOLE_BYTES = 50_000_000
"""Up to this length, a video without an MD5 is read to compute one: a second's work."""


@dataclass(frozen=True)
class Identity:
    """What tells a file's bytes from all others. See model/identities.py."""

    value: bytes
    md5: bytes | None = None
    """The same, if it's the MD5 of all bytes."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """What the blob's metadata must say for it."""


def source_of(storage: Storage, blob: Blob) -> Source:
    """Return a source that reads a blob as it was listed. It raises Changed if the blob has changed."""
    return Source(blob.length, partial(storage.photos.read_unchanged, blob))


def open_content(storage: Storage, blob: Blob) -> tuple[Blob, Content]:
    """Return a blob as it's now, and its content. Raises NotAPicture, TooLarge, NotFound."""
    file, settings = photo_of(blob).file, storage.settings
    if has_video_extension(file) or blob.length > settings.max_photo_bytes:
        found = detect_format(storage.photos.read_start(blob.name, SIGNATURE_BYTES), file)
        if blob.length > max_bytes(settings, is_raw=found.is_raw, is_video=found.is_video):
            raise TooLarge("%(file)s has %(size)s.", file=file, size=format_bytes(blob.length))
        if found.is_video:
            current = storage.photos.get_properties(blob.name)
            return current, source_of(storage, current)
    current, data = storage.photos.read(blob.name)
    return current, Source.of(data) if detect_format(data, file).is_video else data


def identify(storage: Storage, blob: Blob, content: Content) -> Identity:
    """Return the identity of a blob's bytes, without reading all of a large video."""
    if blob.identity:
        return Identity(blob.identity, blob.md5)
    if isinstance(content, bytes) or blob.length <= MAX_WHOLE_BYTES:
        md5 = md5_of(content) if isinstance(content, bytes) else storage.photos.compute_identity(blob)
        return Identity(md5, md5)
    value = secrets.token_bytes(16)
    return Identity(value, metadata=unread_metadata(blob.length, value))
