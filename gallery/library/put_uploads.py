"""Uploads by PUT: reserve exactly the requested name for the blob output binding.

The binding overwrites what's there. So an empty blob, created first, decides which of several requests may write.
"""

from contextlib import suppress
from datetime import UTC, datetime

from gallery.errors import BadRequest, Changed, NotFound, PhotoExists
from gallery.library.moves import cancel_pending_move_to
from gallery.library.outcomes import DUPLICATE, STORED, Outcome
from gallery.library.previews import container_generation, develop, facts_from_picture, write_previews
from gallery.library.reservations import TOKEN, WAITS_FOR, is_abandoned, new_token
from gallery.library.upload_budget import UPLOAD_BUDGET
from gallery.library.uploads import CheckedFile, check_file, has_same_bytes, today
from gallery.model.blobs import Blob
from gallery.model.file_classes import FileClass, classify_file
from gallery.model.names import check_name
from gallery.model.photos import Photo, is_photo, photo_of
from gallery.storage.account import Storage

RESERVED = "application/octet-stream"
"""Content-Type of a reservation, until the output binding has written the photo."""


def reserve_name(storage: Storage, name: str, data: bytes) -> Outcome:
    """Create an empty blob of exactly this name, with the photo's facts, for the output binding to fill.

    The outcome is STORED if the caller may write, and DUPLICATE if the same bytes are already there. Raises
    PhotoExists if the name is taken, Changed, and what's wrong with the file.
    """
    check_name(name)
    if classify_file(name) is FileClass.LEFTOVER:
        raise BadRequest(f"{name} has the name of an unfinished download or a backup. Give it a picture's name.")
    try:
        with UPLOAD_BUDGET.acquire(len(data)):
            return _reserve(storage, name, data)
    except NotFound:
        # The blob that had the name was deleted in between. A PUT must not get 404.
        raise Changed(f"{name} was deleted at the same moment. Try again.") from None


def _reserve(storage: Storage, name: str, data: bytes) -> Outcome:
    checked = check_file(storage, name, data)
    facts = facts_from_picture(checked.picture, name, (today(), "upload"))
    marker = write_previews(storage, name, checked.md5, checked.picture, container_generation(storage))
    metadata = {**facts.metadata(), **marker}
    try:
        _create_reservation(storage, name, metadata, checked.md5)
    except PhotoExists:
        existing = storage.photos.get_visible(name)
        if has_same_bytes(storage, existing, checked):
            return Outcome(name, DUPLICATE, _show(storage, photo_of(existing)))
        raise
    return Outcome(name, STORED, _expected_photo(name, checked, metadata))


def _show(storage: Storage, photo: Photo) -> Photo:
    """Return the photo. If another tool stored it under a name that isn't a picture's, develop it: then it's shown."""
    return photo if is_photo(photo.blob) else develop(storage, photo)[0]


def _create_reservation(storage: Storage, name: str, facts: dict[str, str], md5: bytes) -> None:
    token = new_token()
    metadata = {**facts, TOKEN: token, WAITS_FOR: md5.hex()}
    try:
        _create_empty(storage, name, metadata)
    except PhotoExists:
        existing = storage.photos.get_visible(name)
        if existing.length:
            raise
        if existing.metadata.get(TOKEN) == token:
            return  # The response to our own write was lost.
        if not is_abandoned(existing, md5):
            raise PhotoExists(f"{name} is being uploaded by someone else. Try again in five minutes.") from None
        _replace_abandoned(storage, existing, metadata)


def _create_empty(storage: Storage, name: str, metadata: dict[str, str]) -> None:
    try:
        storage.photos.create(name, b"", RESERVED, metadata)
    except PhotoExists:
        if not cancel_pending_move_to(storage, storage.photos.get_properties(name)):
            raise
        storage.photos.create(name, b"", RESERVED, metadata)


def _replace_abandoned(storage: Storage, abandoned: Blob, metadata: dict[str, str]) -> None:
    name = abandoned.name
    with suppress(Changed, NotFound):  # Another request replaced it, or the response to our own delete was lost.
        storage.photos.delete(abandoned)
    try:
        _create_empty(storage, name, metadata)
    except PhotoExists:
        if storage.photos.get_visible(name).metadata.get(TOKEN) != metadata[TOKEN]:
            raise PhotoExists(f"{name} is being uploaded by someone else.") from None


def _expected_photo(name: str, checked: CheckedFile, metadata: dict[str, str]) -> Photo:
    """The photo as it will be once the binding has written it and it has been developed."""
    now, content_type = datetime.now(UTC), checked.picture.format.content_type
    return photo_of(Blob(name, len(checked.data), "", checked.md5, content_type, now, metadata))
