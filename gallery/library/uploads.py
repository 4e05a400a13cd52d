"""Uploads by form: check each file, store it under a free name, and report what happened to it."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from gallery.errors import NotFound, PhotoExists, TooLarge
from gallery.library.outcomes import DUPLICATE, RENAMED, STORED, Outcome, reject_on_error
from gallery.library.previews import container_generation, facts_from_picture, write_previews
from gallery.library.reservations import TOKEN, new_token
from gallery.library.upload_budget import UPLOAD_BUDGET
from gallery.model.blobs import Blob
from gallery.model.folders import folder_of_album
from gallery.model.names import clean_album, clean_file_name, numbered_names, with_extension
from gallery.model.photos import Facts, Photo, is_photo, photo_of
from gallery.pictures.dates import is_plausible_file_time
from gallery.pictures.formats import FORMATS
from gallery.pictures.picture import Picture
from gallery.pictures.worker_pool import decode
from gallery.storage.account import Storage
from gallery.storage.concurrency import KeyedLock, submit, submit_deduplicated
from gallery.storage.properties import md5_of

PICTURE_EXTENSIONS = frozenset[str]().union(*(picture_format.extensions for picture_format in FORMATS))

_storing = KeyedLock()
"""Held by content and by wanted name, so that uploads of a process to the same name see each other's photos. Between
processes, storage's conditional writes decide."""


@dataclass(frozen=True)
class Upload:
    """One file as it was sent."""

    file: str
    data: bytes
    file_time: str | None = None
    """ISO 8601 wall clock: when the file was last written, if the sender knows."""


@dataclass(frozen=True)
class CheckedFile:
    """Bytes that are a picture, with what decoding them has shown."""

    data: bytes = field(repr=False)
    md5: bytes
    picture: Picture


def store_uploads(storage: Storage, uploads: Sequence[Upload], album: str) -> list[Outcome]:
    """Store every photo that can be stored. Returns one outcome per file, in order.

    `album` is as a person typed it; "" files photos by capture date. Raises BadRequest for an impossible album.
    """
    cleaned = clean_album(album)
    size = sum(len(upload.data) for upload in uploads)
    outcomes: dict[int, Outcome] = {}

    def store(index: int) -> None:
        upload = uploads[index]
        outcomes[index] = reject_on_error(upload.file, lambda _: store_upload(storage, upload, cleaned))

    with UPLOAD_BUDGET.acquire(size), ThreadPoolExecutor(storage.settings.decoders + 1) as pool:
        for batch in _firsts_then_repeats(uploads):
            list(pool.map(store, batch))
    return [outcomes[index] for index in range(len(uploads))]


def store_upload(storage: Storage, upload: Upload, album: str) -> Outcome:
    """Store a photo under a free name in the album's folder, or by capture date. Raises what's wrong with the file."""
    checked = check_file(storage, upload.file, upload.data)
    picture = checked.picture
    file = with_extension(
        clean_file_name(upload.file), picture.format.extension, picture.format.extensions, PICTURE_EXTENSIONS
    )
    facts = facts_from_picture(picture, file, _fallback_date(upload))
    wanted = (folder_of_album(album) if album else facts.day_folder) + file
    with _storing.hold(checked.md5), _storing.hold((storage.photos, wanted)):
        photo, is_new = _store(storage, wanted, checked, facts)
    if not is_new:
        return Outcome(upload.file, DUPLICATE, photo)
    return Outcome(upload.file, STORED if photo.name == wanted else RENAMED, photo)


def check_file(storage: Storage, file: str, data: bytes) -> CheckedFile:
    """Decode a file. Raises TooLarge, NotAPicture, BrokenPicture, Busy."""
    limit = storage.settings.max_photo_bytes
    if len(data) > limit:
        raise TooLarge(f"{file} has {len(data) / 1e6:.0f} MB. Photos may have up to {limit // 1_000_000} MB.")
    hashing = submit(md5_of, data)
    picture = decode(data, file, storage.settings)
    return CheckedFile(data, hashing.result(), picture)


def has_same_bytes(storage: Storage, blob: Blob, checked: CheckedFile) -> bool:
    """Whether the blob has the file's bytes. Raises NotFound."""
    return blob.length == len(checked.data) and storage.photos.get_md5(blob) == checked.md5


def today() -> str:
    """The day (UTC), as ISO 8601."""
    return datetime.now(UTC).date().isoformat()


def _firsts_then_repeats(uploads: Sequence[Upload]) -> Iterator[list[int]]:
    """Indexes of all distinct files, then of files with the bytes of an earlier one, so that those are duplicates."""
    first: dict[bytes, int] = {}
    for index, upload in enumerate(uploads):
        first.setdefault(upload.data, index)
    yield sorted(first.values())
    yield sorted(set(range(len(uploads))) - set(first.values()))


def _store(storage: Storage, wanted: str, checked: CheckedFile, facts: Facts) -> tuple[Photo, bool]:
    """The photo, under the wanted name or the next free one, and whether it's new."""
    generation = submit_deduplicated(container_generation, storage)
    siblings = storage.photos.list_folder(wanted[: wanted.rfind("/") + 1]).blobs
    for blob in siblings:
        if _is_duplicate(storage, blob, checked):
            return photo_of(blob), False
    taken, token = {blob.name for blob in siblings}, new_token()
    for name in (name for name in numbered_names(wanted) if name not in taken):
        # Previews first, so that everyone who sees the photo sees them too.
        marker = write_previews(storage, name, checked.md5, checked.picture, generation.result())
        try:
            return photo_of(_create(storage, name, checked, {**facts.metadata(), **marker, TOKEN: token})), True
        except PhotoExists:
            # Another process took the name, or the response to our own write was lost.
            with suppress(NotFound):
                existing = storage.photos.get_visible(name)
                if _is_duplicate(storage, existing, checked):
                    return photo_of(existing), existing.metadata.get(TOKEN) == token
    raise AssertionError


def _create(storage: Storage, name: str, checked: CheckedFile, metadata: dict[str, str]) -> Blob:
    return storage.photos.create(name, checked.data, checked.picture.format.content_type, metadata, checked.md5)


def _is_duplicate(storage: Storage, blob: Blob, checked: CheckedFile) -> bool:
    """Whether it's a photo with the same bytes. False for a blob that has been deleted since it was listed."""
    with suppress(NotFound):
        return is_photo(blob) and has_same_bytes(storage, blob, checked)
    return False


def _fallback_date(upload: Upload) -> tuple[str, str]:
    if upload.file_time and is_plausible_file_time(upload.file_time, datetime.now(UTC)):
        return upload.file_time, "file"
    return today(), "upload"
