"""A file whose pieces have arrived, ready to be checked: photos in memory, videos a piece at a time."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from gallery.errors import BrokenPicture, NotAPicture, TooLarge
from gallery.library.large_files import LargeFile
from gallery.library.pieces import AT_A_TIME, Pieces
from gallery.library.size_limits import check_length
from gallery.library.uploads import CheckedFile, check_file
from gallery.pictures.formats import PictureFormat, detect_format
from gallery.pictures.worker_pool import decode_video
from gallery.settings import Settings
from gallery.storage.account import Storage

START_BYTES = 1 << 20
"""Enough to detect a format, that of a raw file too."""


@dataclass(frozen=True)
class ReceivedFile:
    """See UploadedFile in uploads.py."""

    file: str
    file_time: str | None
    pieces: Pieces
    upload: str
    """The token of the upload in pieces."""
    deadline: float
    """By time.monotonic(): when to stop and let the next request continue."""

    def bytes_in_memory(self, settings: Settings) -> int:
        """Return how much of it is in memory at a time. Raises MissingPieces."""
        length = self.pieces.length
        few = min(length, AT_A_TIME * self.pieces.lengths[0])
        try:
            return few if check_content(settings, self.file, length, self._start).is_video else length
        except (NotAPicture, BrokenPicture, TooLarge):
            return few

    def check(self, storage: Storage) -> CheckedFile:
        """Decode it. Raises what check_file raises, and MissingPieces."""
        if check_content(storage.settings, self.file, self.pieces.length, self._start).is_video:
            return self._check_video(storage)
        return check_file(storage, self.file, b"".join(self.pieces))

    def _check_video(self, storage: Storage) -> CheckedFile:
        pieces = self.pieces
        identity = pieces.compute_identity()
        picture = decode_video(pieces.source(), self.file, storage.settings)
        # The upload's token is secret, and the photo's metadata has the other one.
        token = sha256(f"stored from {self.upload}".encode()).hexdigest()[:32]
        content_type = picture.format.content_type
        return CheckedFile(LargeFile(storage.photos, pieces, content_type, identity, token, self.deadline), picture)

    @cached_property
    def _start(self) -> bytes:
        return self.pieces.read(0)[:START_BYTES]


def check_content(settings: Settings, file: str, length: int, start: bytes) -> PictureFormat:
    """Return the format of a file that starts like this. Raises NotAPicture, BrokenPicture, TooLarge."""
    found = detect_format(start, file)
    check_length(settings, file, length, is_raw=found.is_raw, is_video=found.is_video)
    return found
