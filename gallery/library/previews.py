"""Developing photos: facts and previews are made from a photo's bytes when first needed, and again when lost."""

import hmac
import secrets
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from functools import lru_cache

from gallery.errors import (
    BrokenPicture,
    Changed,
    Crashed,
    GalleryError,
    NotAPicture,
    NotFound,
    PhotoExists,
    TooLarge,
    TooSlow,
)
from gallery.library.content_checks import check_photo, mark_as_non_picture
from gallery.library.contents import Content, identify, open_content
from gallery.library.facts import facts_from_picture, fallback_date, name_with_date
from gallery.model.blobs import Blob
from gallery.model.embedded_facts import drop_embedded_facts
from gallery.model.file_classes import has_video_extension
from gallery.model.photos import Photo, is_trashed, photo_of
from gallery.model.preview_names import PREVIEW_SIZES, ZOOM_SIZE, preview_digest, preview_marker, preview_name
from gallery.pictures.formats import JPEG, JPEG_START, WEBP
from gallery.pictures.picture import Picture
from gallery.pictures.source import Source
from gallery.pictures.worker_pool import decode, decode_video
from gallery.storage.account import Storage
from gallery.storage.concurrency import KeyedLock, run_all, submit_deduplicated
from gallery.storage.container import Container

CACHE_FOREVER = "public, max-age=31536000, immutable"
"""Cache-Control of a preview. Its name changes with its content (RFC 8246)."""

SLOW_RETRY_SECONDS = 600
"""After this long, a photo that took too long to decode is tried again."""

PREVIEW_KEY = ".gallery/preview-key"
"""Name of the blob that holds the secret key for names of previews, in the photos container."""

GENERATION = ".generation"
"""Name of the blob that holds the generation of the previews container."""

_failures: dict[tuple[str, Sequence[int]], tuple[float, BrokenPicture]] = {}
"""By ETag and preview sizes: when (time.monotonic) a photo that couldn't be decoded may be tried again."""

_zooming = KeyedLock()
"""Keyed by preview name: of requests for the same one, the first decodes the photo and the others read the result."""

_reading_large = KeyedLock()
"""For files above the limit for all photos, which only raw files may have."""


def get_photo(storage: Storage, name: str) -> Photo:
    """The photo of this name. Raises NotFound if there's none, or it's hidden or not a picture."""
    return check_photo(storage, storage.photos.get_visible(name))


def get_preview(storage: Storage, name: str, size: int) -> tuple[bytes, Photo]:
    """A preview and its photo, which is developed now if necessary.

    Raises NotFound if there's no such photo, or its file isn't a picture.
    """
    photo = _get_photo_or_trashed(storage, name)
    if photo.has_previews(container_generation(storage)):
        with suppress(NotFound):  # Anything in the previews container may be deleted at any time.
            return storage.previews.read(photo.preview_name(size))[1], photo
    return _make_preview(storage, photo, size)


def get_photo_with_preview(storage: Storage, name: str, size: int) -> Photo:
    """A photo whose preview is in storage; it's developed now if necessary. Raises NotFound as get_preview does."""
    generation = submit_deduplicated(container_generation, storage)
    photo = _get_photo_or_trashed(storage, name)
    if photo.has_previews(generation.result()):
        with suppress(NotFound):
            storage.previews.get_properties(photo.preview_name(size))
            return photo
    return _make_preview(storage, photo, size)[1]


def preview_content_type(preview: bytes) -> str:
    """The media type of a preview, from its first bytes."""
    return JPEG.content_type if preview.startswith(JPEG_START) else WEBP.content_type


def develop(storage: Storage, photo: Photo) -> tuple[Photo, dict[int, bytes]]:
    """Read a photo, write its previews and all its facts, and return both. The photo's bytes don't change.

    If it isn't a picture, marks it so that it isn't tried again on every view, and raises NotFound.
    """
    _raise_recent_failure(photo.blob, PREVIEW_SIZES)
    with _limit_memory(storage, photo.blob):
        return _develop(storage, photo)


def _develop(storage: Storage, photo: Photo) -> tuple[Photo, dict[int, bytes]]:
    blob = photo.blob
    try:
        blob, content = open_content(storage, photo.blob)
        picture = _decode(storage, blob, content, PREVIEW_SIZES)
    except (Crashed, TooSlow):
        raise  # That doesn't prove that the file is bad: the machine may have been busy or out of memory.
    except (NotAPicture, BrokenPicture, TooLarge) as error:
        raise mark_as_non_picture(storage, blob, error) from error
    identity = identify(storage, blob, content)
    facts = facts_from_picture(picture, name_with_date(blob), fallback_date(blob), storage.settings.time_zone)
    orientation = None if picture.format.is_video else photo_of(blob).chosen_orientation
    marker = write_previews(storage, identity.value, picture, container_generation(storage), orientation)
    metadata = {**facts.metadata(), **picture.embedded.metadata(), **identity.metadata, **marker}
    developed = _store_facts(storage, blob, metadata, identity.md5, picture.format.content_type)
    return photo_of(developed), picture.previews


def write_previews(
    storage: Storage, md5: bytes, picture: Picture, generation: str, orientation: int | None = None
) -> dict[str, str]:
    """Write all sizes at the same time; return the metadata that says the photo has them.

    `orientation` is the one that replaced the file's.
    Get `generation` before: if the container is created while they're written, the metadata must not claim it has all.
    """
    turned = orientation if orientation != picture.orientation else None
    digest = preview_digest(preview_key(storage), md5, turned)
    run_all(lambda size: _write_preview(storage, preview_name(digest, size), picture.previews[size]), PREVIEW_SIZES)
    return {"previews": preview_marker(generation, md5, digest)}


def container_generation(storage: Storage) -> str:
    """A random name for the content of the previews container. It changes if the container is deleted."""
    return _read_or_create(storage.previews, GENERATION)


@lru_cache(maxsize=16)
def preview_key(storage: Storage) -> bytes:
    """The secret that names of previews depend on. If it's lost, new previews get names with a new key."""
    return _read_or_create(storage.photos, PREVIEW_KEY).encode()


def library_id(storage: Storage) -> str:
    """What tells this library from others, at any address: 32 hex digits. Another container gets another one."""
    return hmac.digest(preview_key(storage), b"library", "sha256").hex()[:32]


def _read_or_create(container: Container, name: str) -> str:
    """The random hex digits in a blob that's created when first needed."""
    with suppress(NotFound):
        return container.read(name)[1].decode()
    with suppress(PhotoExists):  # Another instance has just created it.
        container.create(name, secrets.token_hex(32).encode(), "text/plain", {})
    return container.read(name)[1].decode()


def _get_photo_or_trashed(storage: Storage, name: str) -> Photo:
    blob = storage.photos.get_visible(name)
    return photo_of(blob) if is_trashed(blob) else check_photo(storage, blob)


def _make_preview(storage: Storage, photo: Photo, size: int) -> tuple[bytes, Photo]:
    """Make a preview that isn't in storage, and return it and its photo."""
    if photo.preview_size(size) != ZOOM_SIZE or not photo.has_previews(container_generation(storage)):
        photo, previews = develop(storage, photo)
        if photo.preview_size(size) != ZOOM_SIZE:
            return previews[photo.preview_size(size)], photo
    return _make_zoom_preview(storage, photo), photo


def _make_zoom_preview(storage: Storage, photo: Photo) -> bytes:
    """Make the preview for zooming in. If it can't be made, the photo still has the others, so it isn't marked."""
    name = photo.preview_name(ZOOM_SIZE)
    with _zooming.hold(name), _limit_memory(storage, photo.blob):
        with suppress(NotFound):  # Another request may just have made it.
            return storage.previews.read(name)[1]
        _raise_recent_failure(photo.blob, (ZOOM_SIZE,))
        blob, content = open_content(storage, photo.blob)
        if blob.identity != photo.blob.identity or photo_of(blob).orientation != photo.orientation:
            raise Changed("%(name)s was changed at the same moment. Try again.", name=photo.file)
        preview = _decode(storage, blob, content, (ZOOM_SIZE,)).previews[ZOOM_SIZE]
        _write_preview(storage, name, preview)
        return preview


def delete_zoom_preview(storage: Storage, photo: Photo) -> None:
    """Delete the preview for zooming in, if there's one. It's made again when someone zooms in.

    Uploads write all others, so only its age would tell a guest that the gallery has had the same bytes before.
    """
    with suppress(GalleryError):
        storage.previews.delete(storage.previews.get_properties(preview_name(str(photo.version), ZOOM_SIZE)))


def _write_preview(storage: Storage, name: str, data: bytes) -> None:
    storage.previews.overwrite(name, data, preview_content_type(data), {}, CACHE_FOREVER)


def _raise_recent_failure(blob: Blob, sizes: Sequence[int]) -> None:
    until, error = _failures.get((blob.etag, sizes), (0, None))
    if error and time.monotonic() < until:
        raise error.copy()


def _decode(storage: Storage, blob: Blob, content: Content, sizes: Sequence[int]) -> Picture:
    """Decode a photo. Remember a failure, because a file made to be slow must not cost that on every view."""
    file, settings = photo_of(blob).file, storage.settings
    try:
        if isinstance(content, Source):
            return decode_video(content, file, settings, sizes)
        return decode(content, file, settings, sizes, photo_of(blob).chosen_orientation)
    except BrokenPicture as error:
        until = time.monotonic() + (error.retry_after or SLOW_RETRY_SECONDS)
        _failures[blob.etag, sizes] = until, error.copy()
        raise


def _limit_memory(storage: Storage, blob: Blob) -> AbstractContextManager[None]:
    """Return a context in which one thread at a time reads a large photo. Videos are read in parts."""
    is_large = blob.length > storage.settings.max_photo_bytes and not has_video_extension(blob.name)
    return _reading_large.hold("") if is_large else nullcontext()


def _store_facts(storage: Storage, blob: Blob, metadata: dict[str, str], md5: bytes | None, content_type: str) -> Blob:
    without_former = replace(blob, metadata=drop_embedded_facts(blob.metadata))
    try:
        return storage.photos.set_properties(without_former, metadata, content_type, md5)
    except Changed:
        # Another instance developed it at the same moment, or its bytes are new: use what's there now.
        return storage.photos.get_visible(blob.name)
