"""What tells a file's bytes from all others: their MD5. Of a file too large for that, the MD5s of its pieces.

Nothing can continue an MD5 that another process has begun, so for a large file it would take one request that reads all
of it. The MD5s of its pieces are known anyway.
"""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

MAX_MD5_BYTES = 256_000_000
"""Bytes. Up to this length, one request reads a file in a few seconds. Longer ones are identified by their pieces."""

PIECE_BYTES = 8 * 1024 * 1024
"""Size of every piece of a file but the last."""

CONTENT = "content"
"""Metadata key of a file that's identified by its pieces: its length and its identity in hex, `4000000000-0123…`."""

UNREAD = "content_unread"
"""The same for a file too large to read: a video that another tool stored without an MD5. It's a random number, so that
it's never taken for another file, of which one could be deleted."""

_CONTENT = re.compile(r"([1-9]\d{0,14})-([0-9a-f]{32})", re.ASCII)


def identity_of_pieces(length: int, md5s: Iterable[bytes]) -> bytes:
    """Return the identity of a file of this length (bytes) whose pieces have these MD5s: 16 bytes, like an MD5."""
    return sha256(b"%d " % length + b"".join(md5s)).digest()[:16]


def identity_metadata(length: int, identity: bytes) -> dict[str, str]:
    """Return the metadata of a file that's identified by its pieces."""
    return {CONTENT: f"{length}-{identity.hex()}"}


def unread_metadata(length: int, identity: bytes) -> dict[str, str]:
    """Return the metadata of a file that's too large to read."""
    return {UNREAD: f"{length}-{identity.hex()}"}


def read_identity(metadata: Mapping[str, str], length: int) -> bytes | None:
    """Return the identity in a blob's metadata; None if there's none, or another tool has changed the blob's length."""
    found = _CONTENT.fullmatch(metadata.get(CONTENT) or metadata.get(UNREAD, ""))
    return bytes.fromhex(found[2]) if found and int(found[1]) == length else None
