"""Developing: a photo's facts and previews are made from its bytes when they are first needed, and again when lost."""

import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import quote

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
from gallery.model.blobs import Blob
from gallery.model.folders import day_of_name
from gallery.model.photos import Facts, Photo, is_photo, is_trashed, photo_of
from gallery.model.preview_names import PREVIEW_SIZES, preview_marker, preview_name
from gallery.pictures.dates import date_in_name
from gallery.pictures.formats import JPEG, JPEG_START, WEBP, detect_format
from gallery.pictures.worker_pool import decode
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all
from gallery.storage.properties import md5_of

if TYPE_CHECKING:
    from gallery.pictures.decoding import Picture

SIGNATURE = 256
"""Bytes from which detect_format tells a picture from anything else."""

FOR_EVER = "public, max-age=31536000, immutable"
"""Cache-Control of a preview, whose name changes with its content (RFC 8246)."""

TRY_SLOW_AGAIN = 600
"""Seconds until a photo that took too long to decode is tried again."""

_too_slow: dict[str, float] = {}

GENERATION = ".generation"

LOOKS_AT_ONCE = 8
"""Small reads under way at once when a page shows photos that nobody has developed yet."""

LOOKS = 200
"""Photos of one answer that may need such a read: a folder that another tool has just filled is shown in parts."""


def preview(storage: Storage, name: str, size: int) -> tuple[bytes, Photo]:
    """A preview and its photo, developed now if it has to be.

    Raises NotFound when there is no such photo, or its file turns out to be no picture.
    """
    blob = storage.photos.get_visible(name)
    photo = photo_of(blob) if is_trashed(blob) else _shown(blob)
    if photo.version and photo.has_previews(generation(storage)):
        try:
            return storage.previews.read(preview_name(name, photo.version, size))[1], photo
        except NotFound:
            pass  # Whatever is in the previews container may be deleted at any time.
    developed, previews = develop(storage, photo)
    return previews[size], developed


def preview_content_type(preview: bytes) -> str:
    """The kind of picture that gallery.pictures.resizing has chosen for a preview."""
    return JPEG.content_type if preview.startswith(JPEG_START) else WEBP.content_type


def get_photo(storage: Storage, name: str) -> Photo:
    """The photo of this name. Raises NotFound when there is none, or it is hidden or no picture."""
    return _shown(storage.photos.get_visible(name))


def develop(storage: Storage, photo: Photo) -> tuple[Photo, dict[int, bytes]]:
    """Reads a photo, writes its previews and the facts that are missing; its bytes stay as they are.

    Raises NotFound when it is no picture, after marking it so that it is not tried at every view.
    """
    if time.monotonic() < _too_slow.get(photo.blob.etag, 0):
        raise TooSlow(f"{photo.file} takes too long to decode.")
    blob, data = _read(storage, photo.blob)
    try:
        picture = decode(data, photo.file, storage.settings)
    except (Crashed, TooSlow):
        # No verdict on the file: the machine may have been busy or out of memory.
        # But a time bomb must not cost that at every view.
        _too_slow[blob.etag] = time.monotonic() + TRY_SLOW_AGAIN
        raise
    except (NotAPicture, BrokenPicture, TooLarge) as refusal:
        raise _mark_as_no_picture(storage, blob, refusal) from refusal
    md5 = blob.md5 or md5_of(data)
    facts = facts_from_picture(picture, photo.name, _last_resort(blob))
    claim = write_previews(storage, photo.name, md5, picture, generation(storage))
    known = {**facts.metadata(), **claim}
    return photo_of(_store_facts(storage, blob, known, md5, picture.kind.content_type)), picture.previews


def write_previews(storage: Storage, name: str, md5: bytes, picture: "Picture", generation: str) -> dict[str, str]:
    """Writes all sizes at once; gives the metadata by which the photo says that it has them.

    `generation` was asked for before: a container that is made while they are written must not be claimed to hold all.
    """
    version = md5.hex()[:16]

    def write(size: int) -> None:
        data = picture.previews[size]
        storage.previews.overwrite(preview_name(name, version, size), data, preview_content_type(data), {}, FOR_EVER)

    run_all(write, PREVIEW_SIZES)
    return {"previews": preview_marker(generation, name, version)}


def generation(storage: Storage) -> str:
    """A random name of the previews container's content: another one after that was deleted."""
    try:
        return storage.previews.read(GENERATION)[1].decode()
    except NotFound:
        with suppress(PhotoExists):  # Another instance has just named it.
            storage.previews.create(GENERATION, secrets.token_hex(8).encode(), "text/plain", {})
        return storage.previews.read(GENERATION)[1].decode()


def facts_from_picture(picture: "Picture", name: str, last_resort: tuple[str, str]) -> Facts:
    """A picture's facts, with the capture date by the best source there is.

    `last_resort` is `taken` and `taken_from` for a picture of which neither the bytes nor the name say when.
    """
    in_name = _date_in_full_name(name)
    if picture.taken and picture.taken_from:
        taken, taken_from = picture.taken, str(picture.taken_from)
    else:
        taken, taken_from = (in_name, "name") if in_name else last_resort
    return Facts(taken, taken_from, picture.width, picture.height, picture.colour)


def limit_unchecked(photos: tuple[Photo, ...]) -> tuple[Photo, ...]:
    """As many of the first as drop_non_pictures may be asked for at once."""
    unknown = [number for number, photo in enumerate(photos) if not photo.developed]
    return photos[: unknown[LOOKS]] if len(unknown) > LOOKS else photos


def drop_non_pictures(storage: Storage, photos: tuple[Photo, ...]) -> tuple[Photo, ...]:
    """Without the files that are no pictures: the first bytes are looked at of those that nobody has developed."""
    unknown = [photo for photo in photos if not photo.developed]
    if not unknown:
        return photos
    with ThreadPoolExecutor(LOOKS_AT_ONCE) as pool:
        verdicts = pool.map(lambda photo: _looks_like_one(storage, photo), unknown)
        others = {photo.name for photo, is_one in zip(unknown, verdicts, strict=True) if not is_one}
    return tuple(photo for photo in photos if photo.name not in others)


def _shown(blob: Blob) -> Photo:
    if not is_photo(blob):
        raise NotFound("There is no such photo.")
    return photo_of(blob)


def _looks_like_one(storage: Storage, photo: Photo) -> bool:
    try:
        detect_format(storage.photos.read_start(photo.name, SIGNATURE), photo.file)
    except NotAPicture as refusal:
        _mark_as_no_picture(storage, photo.blob, refusal)
        return False
    except NotFound:
        return False
    return True


def _read(storage: Storage, blob: Blob) -> tuple[Blob, bytes]:
    if blob.length > storage.settings.max_photo_bytes:
        raise _mark_as_no_picture(storage, blob, TooLarge(f"it has {blob.length // 1_000_000} MB"))
    return storage.photos.read(blob.name)


def _date_in_full_name(name: str) -> str | None:
    """The date of the file's name; that of the folder wherever it says another day."""
    in_file = date_in_name(name.rpartition("/")[2])
    day = day_of_name(name)
    return day.isoformat() if day and not (in_file or "").startswith(day.isoformat()) else in_file


def _last_resort(blob: Blob) -> tuple[str, str]:
    """What only the upload knew is kept; without it, the day (UTC) on which the file came to storage."""
    known = Facts.read(blob.metadata)
    if known and known.taken_from in ("file", "upload"):
        return known.taken, known.taken_from
    return blob.created.astimezone(UTC).date().isoformat(), "upload"


def _store_facts(storage: Storage, blob: Blob, known: dict[str, str], md5: bytes, content_type: str) -> Blob:
    try:
        return storage.photos.set_properties(blob, known, content_type, md5)
    except Changed:
        # Another instance developed it at the same moment, or its bytes are new ones: look again.
        return storage.photos.get_visible(blob.name)


def _mark_as_no_picture(storage: Storage, blob: Blob, refusal: GalleryError) -> NotFound:
    """Marks a file that is no picture, with the reason; its bytes and type stay as they are."""
    with suppress(Changed, NotFound):  # Then the verdict was on another file than the one that is there now.
        storage.photos.update_metadata(blob, {"developed": "no", "reason": quote(refusal.message, safe=" ,;:.()")})
    return NotFound("There is no such photo.")
