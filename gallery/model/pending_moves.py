"""A photo on its way to another name: what its metadata, and that of its copy, say until it has arrived.

Storage can't rename a blob, so it is copied and then deleted. The photo says where it goes, the copy where it comes
from, and for as long as the photo is there and says so, the copy is not there for anybody. So it is the deletion that
moves the photo, at one stroke: whoever dies, and whenever, it is in one place. Whoever wants it elsewhere meanwhile
calls the move off first: then nobody can carry it out any more, for the photo has another ETag.
"""

import re
import secrets
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from gallery.model.blobs import Blob

MOVING_TO = "moving_to"
"""Name of a photo's metadata. Its value is `token.destination`, the destination percent-encoded, with `off.` before it
once the move is called off. It fits into the 8 KiB of a blob's metadata: nothing is copied from an address of more than
2 KiB (REST docs, "Copy Blob")."""

MOVED_FROM = "moved_from"
"""Name of a copy's metadata: the name that it was copied from, percent-encoded. It goes when the copy has arrived."""

MOVED_BY = "moved_by"
"""Name of the metadata of what a move has made: its token, by which whoever began it knows it again."""

_MOVING = re.compile(r"(off\.)?([0-9a-f]+)\.(.+)", re.ASCII)


@dataclass(frozen=True)
class PendingMove:
    """One move: where to, and whose."""

    to: str
    token: str
    is_cancelled: bool = False
    """Whether nobody may carry it out any more; its copy is still to be removed."""

    def origin_metadata(self) -> dict[str, str]:
        """What the photo's metadata says until it is gone."""
        return {MOVING_TO: f"{'off.' if self.is_cancelled else ''}{self.token}.{quote(self.to)}"}

    def copy_metadata(self, photo: Blob) -> dict[str, str]:
        """The whole metadata of its copy."""
        kept = {key: value for key, value in photo.metadata.items() if key != MOVING_TO}
        return {**kept, MOVED_FROM: quote(photo.name), MOVED_BY: self.token}

    def continues(self, begun: "PendingMove") -> bool:
        """Whether it is still the one that was begun, although perhaps to another number."""
        return self.token == begun.token and not self.is_cancelled

    def cancel(self) -> "PendingMove":
        """The same for nobody to carry out."""
        return replace(self, is_cancelled=True)

    def is_copy(self, blob: Blob) -> bool:
        """Whether this move has made it, and it has not arrived."""
        return blob.name == self.to and bool(read_origin(blob)) and blob.metadata.get(MOVED_BY) == self.token


def new_pending_move(to: str) -> PendingMove:
    """One that begins now."""
    return PendingMove(to, secrets.token_hex(8))


def read_pending_move(photo: Blob) -> PendingMove | None:
    """Where a photo goes; None while it stays."""
    found = _MOVING.fullmatch(photo.metadata.get(MOVING_TO, ""))
    to = unquote(found[3]) if found else photo.name
    return PendingMove(to, found[2], bool(found[1])) if found and to != photo.name else None


def read_origin(copy: Blob) -> str:
    """The name that a copy which has not arrived comes from; "" for every other blob."""
    return unquote(copy.metadata.get(MOVED_FROM, ""))


def is_hidden_copy(copy: Blob, origin: Blob) -> bool:
    """Whether the photo is still the one at its origin, and the copy none yet."""
    transit = read_pending_move(origin)
    return transit is not None and transit.is_copy(copy)
