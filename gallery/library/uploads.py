"""Uploads: check each file, store it, and report what happened to it. Uploads in pieces (incoming.py) end here too."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from gallery.errors import BadRequest, NotFound, PhotoExists
from gallery.library.facts import facts_from_picture
from gallery.library.new_content import NewContent
from gallery.library.outcomes import DUPLICATE, RENAMED, STORED, Outcome, reject_on_error
from gallery.library.previews import container_generation, develop, write_previews
from gallery.library.size_limits import check_length
from gallery.library.storing import NewPhoto, is_reservation, store_exactly, store_under_free_name
from gallery.library.upload_budget import UPLOAD_BUDGET
from gallery.model.facts import Facts
from gallery.model.file_classes import MEDIA_EXTENSIONS, FileClass, classify_file
from gallery.model.folders import folder_of_album
from gallery.model.names import check_name, clean_album, clean_file_name, with_extension
from gallery.model.photos import is_photo, photo_of
from gallery.model.sidecar_names import is_sidecar
from gallery.pictures.dates import is_plausible_file_time
from gallery.pictures.formats import detect_format
from gallery.pictures.picture import Picture
from gallery.pictures.source import Source
from gallery.pictures.worker_pool import decode, decode_video
from gallery.storage.account import Storage
from gallery.storage.concurrency import submit, submit_deduplicated
from gallery.storage.properties import Content, md5_of


@dataclass(frozen=True)
class Upload:
    """One file as it was sent."""

    file: str
    data: bytes
    file_time: str | None = None
    """ISO 8601 wall clock: when the file was last written, if the sender knows."""

    def check(self, storage: Storage) -> "CheckedFile":
        """See check_file."""
        return check_file(storage, self.file, self.data)


@dataclass(frozen=True)
class CheckedFile:
    """Bytes that are a picture, with what decoding them has shown."""

    content: Content | NewContent
    picture: Picture


class UploadedFile(Protocol):
    """An `Upload`, or a file in pieces."""

    @property
    def file(self) -> str:
        """Its name."""

    @property
    def file_time(self) -> str | None:
        """See Upload."""

    def check(self, storage: Storage) -> CheckedFile:
        """Decode it. Raises what check_file raises, and if pieces are missing, MissingPieces."""


def store_uploads(storage: Storage, uploads: Sequence[Upload], album: str) -> list[Outcome]:
    """Store every photo that can be stored. Returns one outcome per file, in order.

    `album` is as a person typed it; "" files photos by capture date. Raises BadRequest for an impossible album.
    """
    cleaned = clean_album(album)
    return store_each(storage, uploads, lambda upload: store_upload(storage, upload, cleaned))


def store_each(storage: Storage, uploads: Sequence[Upload], store: Callable[[Upload], Outcome]) -> list[Outcome]:
    """Store uploads at the same time, as far as memory and decoders allow. Returns one outcome per file, in order."""
    size = sum(len(upload.data) for upload in uploads)
    outcomes: dict[int, Outcome] = {}

    def store_one(index: int) -> None:
        upload = uploads[index]
        outcomes[index] = reject_on_error(upload.file, lambda _: store(upload))

    with UPLOAD_BUDGET.acquire(size), ThreadPoolExecutor(storage.settings.decoders + 1) as pool:
        for batch in _batch_repeats_last(uploads):
            list(pool.map(store_one, batch))
    return [outcomes[index] for index in range(len(uploads))]


def store_upload(storage: Storage, upload: UploadedFile, album: str, more: Mapping[str, str] | None = None) -> Outcome:
    """Store a photo under a free name in the album's folder, or by capture date, perhaps with more metadata.

    Raises what checking the file raises, and StillStoring for a large one that takes more requests.
    """
    checked = upload.check(storage)
    picture = checked.picture
    file = with_extension(
        clean_file_name(upload.file), picture.format.extension, picture.format.extensions, MEDIA_EXTENSIONS
    )
    facts = facts_from_picture(picture, file, _fallback_date(upload.file_time), storage.settings.time_zone)
    wanted = (folder_of_album(album) if album else facts.day_folder) + file
    stored = store_under_free_name(storage, wanted, new_photo(storage, checked, facts, more))
    photo = photo_of(stored.blob)
    if not stored.is_new:
        return Outcome(upload.file, DUPLICATE, photo)
    return Outcome(upload.file, STORED if photo.name == wanted else RENAMED, photo)


def store_put(storage: Storage, name: str, data: bytes, file_time: str | None = None) -> Outcome:
    """Store a photo under exactly this name. For `file_time`, see Upload.

    Raises what check_exact_name and store_exact_upload raise.
    """
    check_exact_name(name)
    with UPLOAD_BUDGET.acquire(len(data)):
        return store_exact_upload(storage, Upload(name, data, file_time))


def check_exact_name(name: str) -> None:
    """Raise BadRequest unless a photo can be stored under exactly this name."""
    check_name(name)
    if is_sidecar(name) or classify_file(name) is FileClass.LEFTOVER:
        raise BadRequest(
            "%(name)s has the name of a sidecar, an unfinished download or a backup. Give it a picture's name.",
            name=name,
        )


def check_not_taken(storage: Storage, name: str, length: int) -> None:
    """Raise PhotoExists if a file of another length has the name. One of the same length may have the same bytes."""
    with suppress(NotFound):
        blob = storage.photos.get_visible(name)
        if blob.length != length and not is_reservation(blob):
            raise PhotoExists("Another photo is already named %(name)s.", name=name)


def store_exact_upload(storage: Storage, upload: UploadedFile) -> Outcome:
    """Store a photo under exactly its file's name, which check_exact_name has accepted.

    Raises what checking the file and store_exactly raise, and StillStoring for a large one that takes more requests.
    """
    name, checked = upload.file, upload.check(storage)
    # The day of the folder is less exact than the file's time.
    dated = name.rpartition("/")[2] if upload.file_time else name
    facts = facts_from_picture(checked.picture, dated, _fallback_date(upload.file_time), storage.settings.time_zone)
    stored = store_exactly(storage, name, new_photo(storage, checked, facts))
    photo = photo_of(stored.blob)
    if not is_photo(stored.blob):
        # Another tool stored it under a name that isn't a picture's. Developing it makes it visible.
        photo = develop(storage, photo)[0]
    return Outcome(name, STORED if stored.is_new else DUPLICATE, photo)


def check_file(storage: Storage, file: str, data: bytes) -> CheckedFile:
    """Decode a file. Raises TooLarge, NotAPicture, BrokenPicture, Busy."""
    found = detect_format(data, file)
    check_length(storage.settings, file, len(data), is_raw=found.is_raw, is_video=found.is_video)
    hashing = submit(md5_of, data)
    settings = storage.settings
    picture = decode_video(Source.of(data), file, settings) if found.is_video else decode(data, file, settings)
    return CheckedFile(Content(data, picture.format.content_type, hashing.result()), picture)


def today() -> str:
    """The day (UTC), as ISO 8601."""
    return datetime.now(UTC).date().isoformat()


def _batch_repeats_last(uploads: Sequence[Upload]) -> Iterator[list[int]]:
    """Yield the indexes of all distinct files, then those of repeated ones, which are then found to be duplicates."""
    first: dict[bytes, int] = {}
    for index, upload in enumerate(uploads):
        first.setdefault(upload.data, index)
    yield sorted(first.values())
    yield sorted(set(range(len(uploads))) - set(first.values()))


def new_photo(storage: Storage, checked: CheckedFile, facts: Facts, more: Mapping[str, str] | None = None) -> NewPhoto:
    """The checked file with its facts, and perhaps more metadata, ready to be stored."""
    generation = submit_deduplicated(container_generation, storage)

    def prepare() -> dict[str, str]:
        # Previews first, so that everyone who sees the photo sees them too.
        marker = write_previews(storage, checked.content.identity, checked.picture, generation.result())
        return {**facts.metadata(), **checked.picture.embedded.metadata(), **marker, **(more or {})}

    return NewPhoto(checked.content, prepare)


def _fallback_date(file_time: str | None) -> tuple[str, str]:
    if file_time and is_plausible_file_time(file_time, datetime.now(UTC)):
        return file_time, "file"
    return today(), "upload"
