"""What tells a file's bytes from all others: its MD5, and what the gallery stores about a very large one instead."""

import hashlib

from gallery.model.identities import PIECE_BYTES, identity_metadata, identity_of_pieces


class FileHash:
    """Computes both while a file is read."""

    def __init__(self) -> None:
        self.size, self._pieces = 0, list[bytes]()
        self._whole, self._piece = _new_md5(), _new_md5()

    def update(self, data: bytes) -> None:
        """Add the next bytes, however many."""
        self._whole.update(data)
        while data:
            part = data[: PIECE_BYTES - self.size % PIECE_BYTES]
            data = data[len(part) :]
            self._piece.update(part)
            self.size += len(part)
            if self.size % PIECE_BYTES == 0:
                self._pieces.append(self._piece.digest())
                self._piece = _new_md5()

    @property
    def md5(self) -> str:
        """In hex."""
        return self._whole.hexdigest()

    @property
    def identity(self) -> str:
        """See gallery/model/identities.py."""
        last = [self._piece.digest()] if self.size % PIECE_BYTES else []
        (identity,) = identity_metadata(self.size, identity_of_pieces(self.size, [*self._pieces, *last])).values()
        return identity


def _new_md5() -> "hashlib._Hash":
    return hashlib.md5(usedforsecurity=False)
