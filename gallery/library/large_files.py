"""Storing a file that's too large for memory: a piece at a time, over several requests if that takes long.

Each piece becomes a block of the reservation. A block's name is its number and its MD5, which the service checks, so
equal names are equal bytes, even from different senders. Blocks stay when a process dies, and a request that continues
sends only those that storage doesn't have. They become the photo all at once, on condition of the reservation's ETag.
docs/decisions/02-uploads-never-overwrite.md has the reasons.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from gallery.errors import Changed, MissingPieces, NotFound, StillStoring
from gallery.library.pieces import AT_A_TIME, Pieces
from gallery.model.blobs import Blob
from gallery.model.identities import MAX_MD5_BYTES, identity_metadata
from gallery.storage.blocks import commit_blocks, list_committed, list_staged, stage_block
from gallery.storage.concurrency import run_all
from gallery.storage.container import Container

RENEW_AFTER = timedelta(minutes=1)
"""By the storage service's clock. An older reservation is renewed, so that nothing takes it for an abandoned one."""


@dataclass(frozen=True)
class LargeFile:
    """A checked file in pieces, ready to be stored."""

    container: Container = field(repr=False)
    pieces: Pieces
    content_type: str
    identity: bytes
    token: str
    """The same in every request that continues storing it."""
    deadline: float
    """By time.monotonic()."""
    is_resumable = True

    @property
    def length(self) -> int:
        """Bytes."""
        return self.pieces.length

    def stage(self, reservation: Blob) -> Blob:
        """Send the pieces that storage doesn't have, at least a few. Return the reservation, whose ETag may be new.

        Raises StillStoring after the deadline, MissingPieces, and Changed if someone else has changed the reservation.
        """
        try:
            if reservation.age >= RENEW_AFTER:
                reservation = self.container.update_metadata(reservation, {})
            staged = list_staged(self.container, reservation.name)
            blocks = enumerate(self._blocks())
            self._send(reservation.name, [number for number, (block, size) in blocks if staged.get(block) != size])
        except NotFound as error:
            raise Changed("%(name)s was deleted at the same moment. Try again.", name=reservation.name) from error
        return reservation

    def commit(self, reservation: Blob, metadata: Mapping[str, str]) -> None:
        """Make the reservation the photo. Raises Changed, NotFound, StorageUnavailable."""
        has_md5 = self.length <= MAX_MD5_BYTES
        more = {} if has_md5 else identity_metadata(self.length, self.identity)
        names, md5 = [block for block, _ in self._blocks()], self.identity if has_md5 else None
        commit_blocks(self.container, reservation, names, {**metadata, **more}, content_type=self.content_type, md5=md5)

    def is_whole(self, blob: Blob) -> bool:
        """Return whether a blob consists of this file's pieces, in order. Raises NotFound."""
        return list_committed(self.container, blob.name) == self._blocks()

    def _blocks(self) -> list[tuple[str, int]]:
        """Names and lengths of all blocks. All names of a blob's blocks must have the same length (REST docs)."""
        return [(self._block(number), length) for number, length in enumerate(self.pieces.lengths)]

    def _block(self, number: int) -> str:
        return f"{number:05}-{self.pieces.md5s[number].hex()}"

    def _send(self, name: str, unsent: list[int]) -> None:
        missing: list[int] = []
        while unsent:
            batch, unsent = unsent[:AT_A_TIME], unsent[AT_A_TIME:]
            missing += [number for number in run_all(partial(self._send_one, name), batch) if number is not None]
            if time.monotonic() >= self.deadline:
                break
        if missing:
            raise MissingPieces(missing)
        if unsent:
            raise StillStoring(len(self.pieces.md5s) - len(unsent), len(self.pieces.md5s))

    def _send_one(self, name: str, number: int) -> int | None:
        """Send a piece as a block. Return its number if it's gone or different."""
        try:
            data = self.pieces.read(number)
        except MissingPieces:
            return number
        stage_block(self.container, name, self._block(number), data, self.pieces.md5s[number])
        return None
