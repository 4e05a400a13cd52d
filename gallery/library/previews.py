"""Developing photos: facts and previews are made from a photo's bytes when first needed, and again when lost."""

import secrets
import time
from contextlib import suppress
from datetime import UTC
from functools import lru_cache

from gallery.errors import (
    BrokenPicture,
    Changed,
    Crashed,
    NotAPicture,
    NotFound,
    PhotoExists,
    TooLarge,
    TooSlow,
)
from gallery.library.content_checks import check_photo, mark_as_no_picture
from gallery.model.blobs import Blob
from gallery.model.folders import day_of_name
from gallery.model.photos import Facts, Photo, is_trashed, photo_of
from gallery.model.preview_names import PREVIEW_SIZES, preview_digest, preview_marker, preview_name
from gallery.model.sizes import format_bytes
from gallery.pictures.dates import date_in_name
from gallery.pictures.formats import JPEG, JPEG_START, WEBP
from gallery.pictures.picture import Picture
from gallery.pictures.worker_pool import decode
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all, submit_deduplicated
from gallery.storage.container import Container
from gallery.storage.properties import md5_of

CACHE_FOREVER = "public, max-age=31536000, immutable"
"""Cache-Control of a preview. Its name changes with its content (RFC 8246)."""

SLOW_RETRY_SECONDS = 600
"""After this long, a photo that took too long to decode is tried again."""

PREVIEW_KEY = ".gallery/preview-key"
"""Name of the blob that holds the secret key for names of previews, in the photos container."""

GENERATION = ".generation"
"""Name of the blob that holds the generation of the previews container."""

_too_slow: dict[str, tuple[float, type[Crashed | TooSlow]]] = {}
"""By ETag: when (time.monotonic) a photo that took too long may be tried again."""


def get_photo(storage: Storage, name: str) -> Photo:
    """The photo of this name. Raises NotFound if there's none, or it's hidden or not a picture."""
    return check_photo(storage, storage.photos.get_visible(name))


def get_preview(storage: Storage, name: str, size: int) -> tuple[bytes, Photo]:
    """A preview and its photo, which is developed now if necessary.

    Raises NotFound if there's no such photo, or its file isn't a picture.
    """
    photo = _get_photo_or_trashed(storage, name)
    if photo.version and photo.has_previews(container_generation(storage)):
        with suppress(NotFound):  # Anything in the previews container may be deleted at any time.
            return storage.previews.read(preview_name(photo.version, size))[1], photo
    developed, previews = develop(storage, photo)
    return previews[size], developed


def get_photo_with_preview(storage: Storage, name: str, size: int) -> Photo:
    """A photo whose preview is in storage; it's developed now if necessary. Raises NotFound as get_preview does."""
    generation = submit_deduplicated(container_generation, storage)
    photo = _get_photo_or_trashed(storage, name)
    if photo.version and photo.has_previews(generation.result()):
        with suppress(NotFound):
            storage.previews.get_properties(preview_name(photo.version, size))
            return photo
    return develop(storage, photo)[0]


def preview_content_type(preview: bytes) -> str:
    """The media type of a preview, from its first bytes."""
    return JPEG.content_type if preview.startswith(JPEG_START) else WEBP.content_type


def develop(storage: Storage, photo: Photo) -> tuple[Photo, dict[int, bytes]]:
    """Read a photo, write its previews and its missing facts, and return both. The photo's bytes don't change.

    If it isn't a picture, marks it so that it isn't tried again on every view, and raises NotFound.
    """
    until, kind = _too_slow.get(photo.blob.etag, (0, TooSlow))
    if time.monotonic() < until:
        raise kind(f"{photo.file} takes too long to decode.")
    blob, data = _read(storage, photo.blob)
    try:
        picture = decode(data, photo.file, storage.settings)
    except (Crashed, TooSlow) as error:
        # That doesn't prove the file bad: the machine may have been busy or out of memory.
        # But a file made to be slow must not cost that on every view.
        _too_slow[blob.etag] = time.monotonic() + (error.retry_after or SLOW_RETRY_SECONDS), type(error)
        raise
    except (NotAPicture, BrokenPicture, TooLarge) as error:
        raise mark_as_no_picture(storage, blob, error) from error
    md5 = blob.md5 or md5_of(data)
    facts = facts_from_picture(picture, photo.name, _fallback_date(blob))
    marker = write_previews(storage, md5, picture, container_generation(storage))
    metadata = {**facts.metadata(), **marker}
    developed = _store_facts(storage, blob, metadata, md5, picture.format.content_type)
    return photo_of(developed), picture.previews


def write_previews(storage: Storage, md5: bytes, picture: Picture, generation: str) -> dict[str, str]:
    """Write all sizes at the same time; return the metadata that says the photo has them.

    Get `generation` before: if the container is created while they're written, the metadata must not claim it has all.
    """
    digest = preview_digest(preview_key(storage), md5)

    def write(size: int) -> None:
        data = picture.previews[size]
        content_type = preview_content_type(data)
        storage.previews.overwrite(preview_name(digest, size), data, content_type, {}, CACHE_FOREVER)

    run_all(write, PREVIEW_SIZES)
    return {"previews": preview_marker(generation, md5, digest)}


def container_generation(storage: Storage) -> str:
    """A random name for the content of the previews container. It changes if the container is deleted."""
    return _read_or_create(storage.previews, GENERATION)


@lru_cache(maxsize=16)
def preview_key(storage: Storage) -> bytes:
    """The secret that names of previews depend on. If it's lost, new previews get names with another one."""
    return _read_or_create(storage.photos, PREVIEW_KEY).encode()


def _read_or_create(container: Container, name: str) -> str:
    """The random hex digits in a blob that's created when first needed."""
    with suppress(NotFound):
        return container.read(name)[1].decode()
    with suppress(PhotoExists):  # Another instance has just created it.
        container.create(name, secrets.token_hex(32).encode(), "text/plain", {})
    return container.read(name)[1].decode()


def facts_from_picture(picture: Picture, name: str, fallback: tuple[str, str]) -> Facts:
    """A picture's facts, with the capture date from the best source.

    `fallback` is `taken` and `taken_from` for a picture whose bytes and name have no date.
    """
    date_from_name = _date_in_full_name(name)
    if picture.taken and picture.taken_from:
        taken, taken_from = picture.taken, str(picture.taken_from)
    else:
        taken, taken_from = (date_from_name, "name") if date_from_name else fallback
    return Facts(taken, taken_from, picture.width, picture.height, picture.color)


def _get_photo_or_trashed(storage: Storage, name: str) -> Photo:
    blob = storage.photos.get_visible(name)
    return photo_of(blob) if is_trashed(blob) else check_photo(storage, blob)


def _read(storage: Storage, blob: Blob) -> tuple[Blob, bytes]:
    if blob.length > storage.settings.max_photo_bytes:
        raise mark_as_no_picture(storage, blob, TooLarge(f"it has {format_bytes(blob.length)}"))
    return storage.photos.read(blob.name)


def _date_in_full_name(name: str) -> str | None:
    """The date in the file's name, or the folder's day if the file's name says another day or none."""
    in_file = date_in_name(name.rpartition("/")[2])
    day = day_of_name(name)
    return day.isoformat() if day and not (in_file or "").startswith(day.isoformat()) else in_file


def _fallback_date(blob: Blob) -> tuple[str, str]:
    """A date that only the upload knew, if it's in the metadata; else the day (UTC) on which the blob was created."""
    facts = Facts.read(blob.metadata)
    if facts and facts.taken_from in ("file", "upload"):
        return facts.taken, facts.taken_from
    return blob.created.astimezone(UTC).date().isoformat(), "upload"


def _store_facts(storage: Storage, blob: Blob, metadata: dict[str, str], md5: bytes, content_type: str) -> Blob:
    try:
        return storage.photos.set_properties(blob, metadata, content_type, md5)
    except Changed:
        # Another instance developed it at the same moment, or its bytes are new: use what's there now.
        return storage.photos.get_visible(blob.name)
