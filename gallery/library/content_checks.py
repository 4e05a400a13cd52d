"""Check the first bytes of files that other tools stored, because extensions can be missing or wrong."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from urllib.parse import quote

from gallery.errors import Changed, GalleryError, NotAPicture, NotFound, PhotoLocked, PhotoNotFound
from gallery.library.sidecars import attach_sidecars
from gallery.model.blobs import Blob
from gallery.model.pairs import attach_companions
from gallery.model.photos import Photo, is_photo, needs_check, photo_of
from gallery.pictures.formats import detect_format
from gallery.storage.account import Storage
from gallery.storage.time_limit import keep_limit

SIGNATURE = 4_096
"""Bytes that detect_format needs to tell a picture from other files: most raw files are TIFF files, whose tags tell."""

CHECKS_AT_ONCE = 8
"""Small reads at the same time."""

MAX_CHECKS = 200
"""Files per listing or response that may need such a read. A folder just filled by another tool is shown in several
pages, and those of its files that have no extension appear over several listings."""

MAX_REMEMBERED = 100_000
"""Pictures that a process doesn't check again: about 20 MB."""

_pictures: set[tuple[str, str]] = set()
"""Name and ETag of files found to be pictures. For the others, the result is in their metadata."""


def find_photos(storage: Storage, blobs: Iterable[Blob], max_checks: int | None = None) -> list[Photo]:
    """Return the photos among the blobs, without companions. Reads the first bytes of those without an extension.

    After `max_checks` reads, MAX_CHECKS by default, it leaves out the rest. So a count never includes a file that isn't
    known to be a picture.
    """
    blobs = list(blobs)
    attach_sidecars(blobs)
    companions = attach_companions(blobs)
    candidates = [blob for blob in blobs if blob.name not in companions and (is_photo(blob) or needs_check(blob))]
    unchecked = [blob for blob in candidates if needs_check(blob) and not _is_remembered(blob)]
    limit = MAX_CHECKS if max_checks is None else max_checks
    left_out = _find_others(storage, unchecked[:limit]).union(blob.name for blob in unchecked[limit:])
    return [photo_of(blob) for blob in candidates if blob.name not in left_out]


def check_photo(storage: Storage, blob: Blob) -> Photo:
    """Return the blob as a photo. Raises NotFound if it's hidden or isn't a picture."""
    if is_photo(blob) or (needs_check(blob) and is_picture(storage, blob)):
        return photo_of(blob)
    raise PhotoNotFound


def limit_unchecked(photos: tuple[Photo, ...]) -> tuple[Photo, ...]:
    """Return the first photos, with at most MAX_CHECKS that drop_non_pictures has to read."""
    unread = [index for index, photo in enumerate(photos) if not photo.facts]
    return photos[: unread[MAX_CHECKS]] if len(unread) > MAX_CHECKS else photos


def drop_non_pictures(storage: Storage, photos: tuple[Photo, ...]) -> tuple[Photo, ...]:
    """Return the photos without files that aren't pictures. Reads the first bytes of each that has no facts."""
    others = _find_others(storage, [photo.blob for photo in photos if not photo.facts])
    return tuple(photo for photo in photos if photo.blob.name not in others)


def is_picture(storage: Storage, blob: Blob) -> bool:
    """Return whether a file's first bytes are those of a picture. If not, mark it, so that it isn't checked again.

    A file with a picture's extension that can't be read is taken for a picture, and shown with the reason.
    """
    if _is_remembered(blob):
        return True
    if blob.is_archived:
        return is_photo(blob)
    try:
        detect_format(storage.photos.read_start(blob.name, SIGNATURE), photo_of(blob).file)
    except NotAPicture as error:
        mark_as_non_picture(storage, blob, error)
        return False
    except PhotoLocked as error:
        blob.derived["problem"] = error.text
        return is_photo(blob)
    except NotFound:
        return False
    if len(_pictures) >= MAX_REMEMBERED:
        _pictures.clear()
    _pictures.add((blob.name, blob.etag))
    return True


def mark_as_non_picture(storage: Storage, blob: Blob, error: GalleryError) -> NotFound:
    """Mark a file that isn't a picture, with the reason. Its bytes and type don't change."""
    with suppress(Changed, NotFound):  # The file that was checked is no longer there.
        storage.photos.update_metadata(blob, {"developed": "no", "reason": quote(str(error), safe=" ,;:.()")})
    return PhotoNotFound()


def _find_others(storage: Storage, blobs: Sequence[Blob]) -> set[str]:
    """Return the names of those that aren't pictures."""
    if not blobs:
        return set()
    with ThreadPoolExecutor(CHECKS_AT_ONCE) as pool:
        are_pictures = pool.map(keep_limit(partial(is_picture, storage)), blobs)
        return {blob.name for blob, is_one in zip(blobs, are_pictures, strict=True) if not is_one}


def _is_remembered(blob: Blob) -> bool:
    return (blob.name, blob.etag) in _pictures
