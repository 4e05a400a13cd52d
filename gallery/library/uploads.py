"""Taking a photo in: check it, file it, write its previews, and tell what became of it."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from gallery.errors import Changed, GalleryError, NotFound, PhotoExists, TooLarge
from gallery.library.moves import cancel_pending_move_to
from gallery.library.previews import facts_from_picture, generation, write_previews
from gallery.library.reservations import TOKEN, WAITS_FOR, is_abandoned, new_token
from gallery.library.upload_budget import UPLOAD_BUDGET
from gallery.library.wanted_names import alone_with
from gallery.logs import log_exception
from gallery.model.blobs import Blob
from gallery.model.folders import folder_of_album
from gallery.model.names import check_name, clean_album, clean_file_name, numbered_names, with_extension
from gallery.model.photos import Facts, Photo, is_photo, photo_of
from gallery.pictures.formats import FORMATS
from gallery.pictures.worker_pool import decode
from gallery.storage.account import Storage
from gallery.storage.concurrency import submit, submit_deduplicated
from gallery.storage.properties import md5_of

if TYPE_CHECKING:
    from gallery.pictures.decoding import Picture

STORED, DUPLICATE, RENAMED, REJECTED = "stored", "duplicate", "renamed", "rejected"

PICTURE_EXTENSIONS = frozenset[str]().union(*(kind.extensions for kind in FORMATS))

RESERVED = "application/octet-stream"
"""Content-Type of an empty blob, until the output binding has written the photo."""

_TURNS = [Lock() for _ in range(16)]


@dataclass(frozen=True)
class Upload:
    """One file as it was sent."""

    file: str
    data: bytes
    file_time: str | None = None
    """ISO 8601 wall clock, where the sender knows when the file was last written."""


@dataclass(frozen=True)
class _Checked:
    """Bytes that are a picture, with what looking at them once has told."""

    data: bytes = field(repr=False)
    md5: bytes
    picture: "Picture"


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    file: str
    outcome: str
    photo: Photo | None = None
    refusal: GalleryError | None = None

    def json(self) -> dict[str, Any]:
        """An entry of the answer to an upload."""
        if self.refusal:
            status, reason = self.refusal.status, self.refusal.message
            return {"file": self.file, "outcome": self.outcome, "status": status, "reason": reason}
        return {"file": self.file, "outcome": self.outcome, "photo": self.photo and self.photo.json()}


def store_uploads(storage: Storage, uploads: Sequence[Upload], album: str) -> list[Outcome]:
    """Stores every photo that can be stored; one outcome for each file, in their order.

    `album` is as a person typed it; "" files by capture date. Raises BadRequest for an impossible album.
    """
    folder = clean_album(album)
    size = sum(len(upload.data) for upload in uploads)
    with UPLOAD_BUDGET.acquire(size), ThreadPoolExecutor(storage.settings.decoders + 1) as pool:
        outcomes: dict[int, Outcome] = {}
        for batch in _without_twins(uploads):
            found = pool.map(lambda number: _outcome(storage, uploads[number], folder), batch)
            outcomes.update(zip(batch, found, strict=True))
    return [outcomes[number] for number in range(len(uploads))]


def accept(storage: Storage, upload: Upload, album: str) -> Outcome:
    """Stores a photo under a free name of its folder. Raises what is wrong with it."""
    checked = _checked(storage, upload.file, upload.data)
    picture = checked.picture
    file = with_extension(
        clean_file_name(upload.file), picture.kind.extension, picture.kind.extensions, PICTURE_EXTENSIONS
    )
    facts = facts_from_picture(picture, file, _last_resort(upload))
    wanted = (folder_of_album(album) if album else facts.day_folder) + file
    # Within one process, files of the same bytes take turns, so that the second finds the first.
    with _TURNS[checked.md5[0] % len(_TURNS)]:
        photo, is_new = _file_away(storage, wanted, checked, facts)
    if not is_new:
        return Outcome(upload.file, DUPLICATE, photo)
    return Outcome(upload.file, STORED if photo.name == wanted else RENAMED, photo)


def reserve(storage: Storage, name: str, data: bytes) -> Outcome:
    """Makes an empty blob of exactly this name for the output binding to fill, with all that is known of the photo.

    The binding itself would overwrite: creating the blob first decides who of several may write (STORED), and who
    finds the same bytes there already (DUPLICATE). Raises PhotoExists for all others, and Changed.
    """
    check_name(name)
    try:
        with UPLOAD_BUDGET.acquire(len(data)):
            return _reserved(storage, name, data)
    except NotFound:
        # What had the name went while it was looked at: "no such photo" is no answer to a PUT.
        raise Changed(f"Somebody deleted {name} at the same moment. Please try again.") from None


def _without_twins(uploads: Sequence[Upload]) -> Iterator[list[int]]:
    """All files but those whose bytes an earlier one has, then those: the earlier is stored, the later a duplicate."""
    first: dict[bytes, int] = {}
    for number, upload in enumerate(uploads):
        first.setdefault(upload.data, number)
    yield sorted(first.values())
    yield sorted(set(range(len(uploads))) - set(first.values()))


def _outcome(storage: Storage, upload: Upload, album: str) -> Outcome:
    try:
        return accept(storage, upload, album)
    except GalleryError as refusal:
        return Outcome(upload.file, REJECTED, refusal=refusal.without_traceback())
    except Exception:  # noqa: BLE001 - see below
        # A fault of ours with one file must not take the answers for all the others with it.
        log_exception("accept")
        return Outcome(upload.file, REJECTED, refusal=GalleryError("Something went wrong here; please try again."))


def _checked(storage: Storage, file: str, data: bytes) -> _Checked:
    limit = storage.settings.max_photo_bytes
    if len(data) > limit:
        raise TooLarge(f"{file} has {len(data) / 1e6:.0f} MB; the gallery takes photos up to {limit // 1_000_000} MB.")
    hashing = submit(md5_of, data)
    picture = decode(data, file, storage.settings)
    return _Checked(data, hashing.result(), picture)


def _file_away(storage: Storage, wanted: str, checked: _Checked, facts: Facts) -> tuple[Photo, bool]:
    """The photo, and whether it is new: under the wanted name or that with the first free number."""
    naming, looked = submit_deduplicated(generation, storage), time.monotonic()
    siblings = storage.photos.list_folder(wanted[: wanted.rfind("/") + 1]).blobs
    for blob in siblings:
        if _is_same_photo(storage, blob, checked):
            return photo_of(blob), False
    taken, token = {blob.name for blob in siblings}, new_token()
    for name in (name for name in numbered_names(wanted) if name not in taken):
        with alone_with((storage.photos, name), looked) as is_alone:
            if not is_alone:
                continue
            # Previews first: whoever sees the photo sees them too, and without it they are nothing.
            claim = write_previews(storage, name, checked.md5, checked.picture, naming.result())
            known = {**facts.metadata(), **claim, TOKEN: token}
            try:
                return photo_of(_create(storage, name, checked, known)), True
            except PhotoExists:
                # Somebody was quicker, or the answer to our own first try was lost on its way.
                with suppress(NotFound):  # Then it has gone again.
                    existing = storage.photos.get_visible(name)
                    if _is_same_photo(storage, existing, checked):
                        return photo_of(existing), existing.metadata.get(TOKEN) == token
    raise AssertionError


def _create(storage: Storage, name: str, checked: _Checked, known: dict[str, str]) -> Blob:
    return storage.photos.create(name, checked.data, checked.picture.kind.content_type, known, checked.md5)


def _is_same_photo(storage: Storage, blob: Blob, checked: _Checked) -> bool:
    """Not a file that is hidden, that was found to be no picture, or that has gone since it was listed."""
    with suppress(NotFound):
        return is_photo(blob) and _same_bytes(storage, blob, checked)
    return False


def _same_bytes(storage: Storage, blob: Blob, checked: _Checked) -> bool:
    return blob.length == len(checked.data) and storage.photos.get_md5(blob) == checked.md5


def _reserved(storage: Storage, name: str, data: bytes) -> Outcome:
    checked = _checked(storage, name, data)
    facts = facts_from_picture(checked.picture, name, (_today(), "upload"))
    claim = write_previews(storage, name, checked.md5, checked.picture, generation(storage))
    known = {**facts.metadata(), **claim}
    try:
        _reserve(storage, name, known, checked.md5)
    except PhotoExists:
        existing = storage.photos.get_visible(name)
        if _same_bytes(storage, existing, checked):
            return Outcome(name, DUPLICATE, photo_of(existing))
        raise
    return Outcome(name, STORED, _promised(name, checked, known))


def _reserve(storage: Storage, name: str, known: dict[str, str], md5: bytes) -> None:
    token = new_token()
    metadata = {**known, TOKEN: token, WAITS_FOR: md5.hex()}
    try:
        _create_empty(storage, name, metadata)
    except PhotoExists:
        existing = storage.photos.get_visible(name)
        if existing.length:
            raise
        if existing.metadata.get(TOKEN) == token:
            return  # The answer to our own first try was lost on its way.
        if not is_abandoned(existing, md5):
            raise PhotoExists(f"{name} is being uploaded by somebody else; try again in five minutes.") from None
        _take_over(storage, existing, metadata)


def _create_empty(storage: Storage, name: str, metadata: dict[str, str]) -> None:
    try:
        storage.photos.create(name, b"", RESERVED, metadata)
    except PhotoExists:
        if not cancel_pending_move_to(storage, storage.photos.get_properties(name)):
            raise
        storage.photos.create(name, b"", RESERVED, metadata)


def _take_over(storage: Storage, abandoned: Blob, metadata: dict[str, str]) -> None:
    name = abandoned.name
    with suppress(Changed, NotFound):  # Somebody else was quicker, or we were and did not hear of it.
        storage.photos.delete(abandoned)
    try:
        _create_empty(storage, name, metadata)
    except PhotoExists:
        if storage.photos.get_visible(name).metadata.get(TOKEN) != metadata[TOKEN]:
            raise PhotoExists(f"{name} is being uploaded by somebody else.") from None


def _promised(name: str, checked: _Checked, metadata: dict[str, str]) -> Photo:
    """The photo as it will be once the binding has written it and somebody has looked at it."""
    now, content_type = datetime.now(UTC), checked.picture.kind.content_type
    return photo_of(Blob(name, len(checked.data), "", checked.md5, content_type, now, metadata))


def _last_resort(upload: Upload) -> tuple[str, str]:
    return (upload.file_time, "file") if upload.file_time else (_today(), "upload")


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
