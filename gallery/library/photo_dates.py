"""Date photos of other tools by the start of their files, long before they're developed."""

from contextlib import suppress
from dataclasses import replace

from gallery.errors import BrokenPicture, Changed, NotAPicture, NotFound, PhotoLocked, TooLarge
from gallery.library.content_checks import mark_as_non_picture
from gallery.library.contents import source_of
from gallery.library.facts import facts_from_picture, fallback_date, name_with_date
from gallery.model.blobs import Blob
from gallery.model.embedded_facts import drop_embedded_facts
from gallery.model.photos import Photo, photo_of
from gallery.pictures.formats import detect_format
from gallery.pictures.head import HEAD_BYTES, Head, Missing
from gallery.pictures.worker_pool import read_head, read_video_head
from gallery.storage.account import Storage

MAX_REMEMBERED = 100_000
"""Photos that a process doesn't read again: about 20 MB."""

_undatable: set[tuple[str, str]] = set()
"""Name and ETag of photos that only developing can date."""


def date_photo(storage: Storage, photo: Photo) -> bool:
    """Store the date, size and embedded facts of a photo that has none. Return whether that succeeded.

    If not, the photo was changed at the same time, or the start of its file isn't enough: then it has to be developed.
    A file that isn't a picture is marked as such. Nothing else changes. Raises Busy and StorageUnavailable.
    """
    blob = photo.blob
    if blob.is_archived or (blob.name, blob.etag) in _undatable:
        return False
    try:
        head = _read_head(storage, blob)
    except (NotAPicture, TooLarge) as error:
        mark_as_non_picture(storage, blob, error)
        return False
    except (BrokenPicture, NotFound, PhotoLocked):  # Developing it shows what's wrong.
        head = None
    if head is None:
        _remember_undatable(blob)
        return False
    return _store(storage, blob, head)


def _read_head(storage: Storage, blob: Blob) -> Head | None:
    file, settings = photo_of(blob).file, storage.settings
    start = storage.photos.read_start(blob.name, HEAD_BYTES)
    if detect_format(start, file).is_video:
        return read_video_head(source_of(storage, blob), file, settings)
    head = read_head(start, file, blob.length, settings)
    if isinstance(head, Missing) and len(start) <= head.position < blob.length:
        part = storage.photos.read_part(blob.name, head.position, HEAD_BYTES)
        head = read_head(start + part, file, blob.length, settings, head.position)
    return head if isinstance(head, Head) else None


def _store(storage: Storage, blob: Blob, head: Head) -> bool:
    """Store what the head shows, without the version of facts, so that the photo is still to be developed."""
    facts = facts_from_picture(head, name_with_date(blob), fallback_date(blob), storage.settings.time_zone)
    without_former = replace(blob, metadata=drop_embedded_facts(blob.metadata))
    with suppress(Changed, NotFound):
        storage.photos.update_metadata(without_former, {**facts.metadata(), **head.embedded.partial_metadata()})
        return True
    return False


def _remember_undatable(blob: Blob) -> None:
    if len(_undatable) >= MAX_REMEMBERED:
        _undatable.clear()
    _undatable.add((blob.name, blob.etag))
