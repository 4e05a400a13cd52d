"""Uploads in pieces: received by the blob output binding, then checked and stored like every other upload.

The binding can't write conditionally, so what it writes is never a photo. Pieces are hidden under `.incoming/` until
the sender finishes the upload; then storing.py stores the file. The record, `.incoming/<token>/upload.json`, keeps the
outcome, so that finishing an upload again returns the same response.
"""

import json
import re
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from gallery.errors import BadRequest, Changed, GalleryError, MissingPieces, NotFound, PhotoExists
from gallery.library.outcomes import Outcome, raise_if_temporary, reject_on_error
from gallery.library.pieces import Pieces
from gallery.library.received_files import ReceivedFile, check_content
from gallery.library.size_limits import check_length
from gallery.library.upload_budget import UPLOAD_BUDGET
from gallery.library.uploads import UploadedFile, check_exact_name, check_not_taken, store_exact_upload, store_upload
from gallery.model import identities
from gallery.model.blobs import Blob
from gallery.model.file_classes import has_raw_extension, has_video_extension
from gallery.model.names import clean_album
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all
from gallery.storage.properties import Content, md5_of

INCOMING = ".incoming/"
"""Prefix of pieces and records, in the photos container."""

EXPIRES_AFTER = timedelta(days=7)
"""By the storage service's clock. After this, leftovers.py deletes an upload's pieces and record."""

PIECE_BYTES = identities.PIECE_BYTES
"""Size of every piece but the last."""

WORK_SECONDS = 20
"""For which one request stores a large file, well below the platform's limit of 230 s. The next request continues."""

_TOKEN = re.compile(r"[0-9a-f]{32}", re.ASCII)
_NUMBER = re.compile(r"0|[1-9]\d{0,4}", re.ASCII)
"""The only spelling of a piece's number: the binding writes to the route's own text."""


Store = Callable[["IncomingUpload", UploadedFile], dict[str, Any]]
"""Stores a complete file and returns its outcome as JSON. Raises what should be tried again."""


@dataclass(frozen=True)
class IncomingUpload:
    """What the sender announced."""

    file: str
    bytes: int
    album: str = ""
    modified: str | None = None
    """ISO 8601 wall clock: when the file was last written, if the sender knows."""
    share: str = ""
    """The id of the share whose guests the upload belongs to; "" for the owner's."""
    guest: str = ""
    """The guest's name."""
    entry: str = ""
    """The upload's entry in the share's ledger."""
    type: str = ""
    """The media type, if the sender knows it."""
    is_exact: bool = False
    """Whether `file` is the photo's exact name, as for a PUT, and there's no album."""

    @property
    def seems_video(self) -> bool:
        """Whether it's a video, as far as its sender and its name say."""
        return self.type.startswith("video/") or has_video_extension(self.file)

    @property
    def pieces(self) -> int:
        """How many pieces the file has."""
        return -(-self.bytes // PIECE_BYTES)

    def piece_length(self, number: int) -> int:
        """Bytes of a piece, counting from 0; 0 if the file has no such piece."""
        return max(0, min(PIECE_BYTES, self.bytes - number * PIECE_BYTES))


def start_upload(storage: Storage, upload: IncomingUpload, token: str = "") -> str:
    """Record an upload and return its token, which nobody can guess. Raises BadRequest, TooLarge, PhotoExists."""
    check_announced(storage, upload)
    token = token or new_token()
    with suppress(PhotoExists):  # Nobody else has this token, so a retry found the record written already.
        storage.photos.put(_record_name(token), _as_content({"upload": asdict(upload)}), {})
    return token


def new_token() -> str:
    """Return a token for a new upload."""
    return secrets.token_hex(16)


def check_announced(storage: Storage, upload: IncomingUpload) -> None:
    """Check what the sender announced. The content decides when it has arrived. Raises as start_upload."""
    is_raw = has_raw_extension(upload.file)
    check_length(storage.settings, upload.file, upload.bytes, is_raw=is_raw, is_video=upload.seems_video)
    clean_album(upload.album)
    if upload.is_exact:
        check_exact_name(upload.file)
        check_not_taken(storage, upload.file, upload.bytes)


def check_piece(storage: Storage, token: str, number: str, data: bytes, share: str = "") -> str:
    """Check a piece before the binding writes it; return its MD5 in hex. Raises NotFound, BadRequest.

    Raises NotAPicture or TooLarge for the first piece of a file that only a video may be as large as, and that isn't
    one: the others needn't be sent. Here and below, `share` is the id of the guest's share, and an upload of someone
    else is one that doesn't exist.
    """
    upload = IncomingUpload(**_read_record(storage, token, share)[1]["upload"])
    expected = upload.piece_length(int(number)) if _NUMBER.fullmatch(number) else 0
    if not expected:
        raise NotFound("%(file)s has %(pieces)s pieces, numbered from 0.", file=upload.file, pieces=upload.pieces)
    if len(data) != expected:
        raise BadRequest(
            "Piece %(number)s of %(file)s must have %(expected)s bytes, but has %(data)s.",
            number=number,
            file=upload.file,
            expected=expected,
            data=len(data),
        )
    if number == "0" and upload.bytes > storage.settings.max_photo_bytes:
        check_content(storage.settings, upload.file, upload.bytes, data)
    return md5_of(data).hex()


def list_received(storage: Storage, token: str, share: str = "") -> list[int]:
    """The numbers of the pieces that needn't be sent, so that the sender can resume. Raises NotFound.

    After the upload was finished, they are all, because the pieces that have arrived are deleted then.
    """
    record = _read_record(storage, token, share)[1]
    upload = IncomingUpload(**record["upload"])
    if "outcome" in record:
        return list(range(upload.pieces))
    return sorted(number for number, blob in _pieces(storage, token) if blob.length == upload.piece_length(number))


def finish_upload(
    storage: Storage, token: str, md5s: Sequence[str], share: str = "", store: Store | None = None
) -> dict[str, Any]:
    """Check the pieces, store the file and return its outcome as JSON. Finishing again returns the same outcome.

    `store` stores it as a guest's; the owner's get the name or go to the album that was announced, or are filed by
    date. Raises NotFound, MissingPieces with the numbers of the pieces to send again, StillStoring if another request
    has to continue, NameReserved, and what `store` raises.
    """
    blob, record = _read_record(storage, token, share)
    if "outcome" not in record:
        upload = IncomingUpload(**record["upload"])
        try:
            file = _open_file(storage, token, upload, md5s)
            with UPLOAD_BUDGET.acquire(file.bytes_in_memory(storage.settings)):
                outcome = store(upload, file) if store else _store(storage, upload, file)
        except MissingPieces:
            # Another request may have finished the upload, and deleted them.
            record = _read_record(storage, token, share)[1]
            if "outcome" not in record:
                raise
        else:
            record = {**record, "outcome": outcome}
            with suppress(NotFound):  # The record has just expired, but the file is stored.
                record = _record_outcome(storage, token, blob, record)
    _delete_pieces(storage, token)
    result: dict[str, Any] = record["outcome"]
    return result


def _store(storage: Storage, upload: IncomingUpload, file: UploadedFile) -> dict[str, Any]:
    def attempt(_: str) -> Outcome:
        if upload.is_exact:
            return store_exact_upload(storage, file)
        return store_upload(storage, file, clean_album(upload.album))

    outcome = reject_on_error(upload.file, attempt)
    raise_if_temporary(outcome.error)
    return outcome.json("file")


def _open_file(storage: Storage, token: str, upload: IncomingUpload, md5s: Sequence[str]) -> ReceivedFile:
    """Raises BadRequest, MissingPieces."""
    deadline = time.monotonic() + WORK_SECONDS
    if len(md5s) != upload.pieces:
        raise BadRequest(
            "%(file)s has %(pieces)s pieces, so the list needs %(pieces)s MD5s.", file=upload.file, pieces=upload.pieces
        )

    lengths = [upload.piece_length(number) for number in range(upload.pieces)]
    pieces = Pieces(storage.photos, dict(_pieces(storage, token)), lengths, [bytes.fromhex(md5) for md5 in md5s])
    pieces.require_all()
    return ReceivedFile(upload.file, upload.modified, pieces, token, deadline)


def _record_outcome(storage: Storage, token: str, blob: Blob, record: dict[str, Any]) -> dict[str, Any]:
    """The record as it is from now on: ours, or that of another request that finished the upload first."""
    try:
        storage.photos.put(blob.name, _as_content(record), {}, replaces=blob)
    except Changed:
        blob, current = _read_record(storage, token, _share_of(record))
        if "outcome" in current:
            return current
        storage.photos.put(blob.name, _as_content(record), {}, replaces=blob)
    return record


def _delete_pieces(storage: Storage, token: str) -> None:
    """Failing to would make a stored photo look like a failure. leftovers.py deletes what's left."""
    with suppress(GalleryError):
        run_all(storage.photos.delete, [blob for _, blob in _pieces(storage, token)])


def _pieces(storage: Storage, token: str) -> list[tuple[int, Blob]]:
    prefix = f"{INCOMING}{token}/"
    blobs = [(blob.name.removeprefix(prefix), blob) for blob in storage.photos.list_prefix(prefix)]
    return [(int(name), blob) for name, blob in blobs if _NUMBER.fullmatch(name)]


def _read_record(storage: Storage, token: str, share: str) -> tuple[Blob, dict[str, Any]]:
    """Raises NotFound, also if the upload doesn't belong to this share, or for "" to the owner."""
    with suppress(NotFound):
        blob, data = storage.photos.read(_record_name(token) if _TOKEN.fullmatch(token) else "")
        record = json.loads(data)
        if _share_of(record) == share:
            return blob, record
    raise NotFound("This upload doesn't exist, or has expired. Start it again.")


def _share_of(record: Mapping[str, Any]) -> str:
    share: str = record.get("upload", {}).get("share", "")
    return share


def _as_content(record: Mapping[str, Any]) -> Content:
    data = json.dumps(record).encode()
    return Content(data, "application/json", md5_of(data))


def _record_name(token: str) -> str:
    return f"{INCOMING}{token}/upload.json"
