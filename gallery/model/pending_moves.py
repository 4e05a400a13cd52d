"""The metadata that makes moving a photo to another name atomic.

Blob Storage can't rename a blob, so a move takes four steps, and the process may die between any two of them:

1. Mark the photo under its old name, the origin, with `moving_to`: the new name and a random token.
2. Copy it, if the new name is free and the origin's ETag is that of step 1. The copy is marked with `moved_from`, the
   origin's name, and `moved_by`, the token. If the new name has the same bytes already, that photo gets the token
   instead, and so a new ETag, which keeps a move in the opposite direction from deleting it.
3. Check the copy and delete the origin, if its ETag is still that of step 1.
4. Remove `moved_from` from the copy.

A copy is hidden while its origin exists and has a mark with the copy's name and token. So the photo always has
exactly one visible name, and step 3 moves it atomically. After a crash, any later request to move the photo there
completes the move, and any listing does step 4, but only after reading the origin again: listings have several
pages, and an earlier one may show the origin as it was before step 1.

A request that wants the photo elsewhere cancels the move first: it prefixes the mark with `off.`, then deletes the
copy. Since this changes the origin's ETag, steps 2 and 3 of the canceled move fail from then on.

Tokens tell moves apart, and each mark gets its own. Without one, the copy of a canceled move would pass for that of the
next move to the same name. `moved_by` stays after the move, so that a request recognizes its photo even if the response
to step 3 was lost or another request completed the move.
"""

import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, unquote

from gallery.model.blobs import Blob
from gallery.model.embedded_facts import fit_metadata
from gallery.model.facts import Facts
from gallery.model.folders import TRASH
from gallery.model.names import differ_by_number
from gallery.model.upload_times import UPLOADED, read_upload_time

MOVING_TO = "moving_to"
"""Metadata of an origin: `token.destination`, or `off.token.destination` after a cancellation. The destination is
percent-encoded. It fits into the 8 KiB of a blob's metadata, because Copy Blob accepts source addresses of up to 2 KiB
(Azure REST docs)."""

MOVED_FROM = "moved_from"
"""Metadata of a copy: the origin's name, percent-encoded. Removed when the move is complete."""

MOVED_BY = "moved_by"
"""Metadata of a copy: the move's token. It stays."""

TRASHED_FROM = "trashed_from"
"""Metadata of a photo in the trash: the name it had, percent-encoded. Without it, that's the rest of its name there."""

TRASHED_AT = "trashed_at"
"""Metadata of a photo in the trash whose bytes were there already: when it was last deleted, ISO 8601, by the storage
service's clock. Others were deleted when the blob was created."""

_MOVING_TO = re.compile(r"(off\.)?([0-9a-f]+)\.(.+)", re.ASCII)


_NOT_COPIED = {MOVING_TO, TRASHED_FROM, TRASHED_AT}


@dataclass(frozen=True)
class PendingMove:
    """A move that has begun and isn't complete."""

    to: str
    """The new name."""
    token: str
    is_canceled: bool = False
    """It can't be completed anymore, but its copy may still exist."""

    def origin_metadata(self) -> dict[str, str]:
        """Return the mark for the origin."""
        return {MOVING_TO: f"{'off.' if self.is_canceled else ''}{self.token}.{quote(self.to)}"}

    def copy_metadata(self, photo: Blob) -> dict[str, str]:
        """Return all metadata of the copy: the photo's own, as far as there's space, and the marks."""
        kept = {key: value for key, value in photo.metadata.items() if key not in _NOT_COPIED}
        # Space for metadata is limited, so the former name is recorded only if the trash added a number to it.
        is_numbered = self.to != TRASH + photo.name
        marks = {MOVED_FROM: quote(photo.name), MOVED_BY: self.token}
        trashed_from = self._trashed_from(photo) if is_numbered else {}
        return fit_metadata({**kept, **_upload_time_to_keep(photo), **trashed_from, **marks})

    def merged_metadata(self, photo: Blob) -> dict[str, str]:
        """Return the marks for the blob with the same bytes that the photo is merged into."""
        trashed_at = {TRASHED_AT: photo.read_at.isoformat()} if self.to.startswith(TRASH) else {}
        return {**self._trashed_from(photo), **trashed_at, MOVED_BY: self.token}

    def _trashed_from(self, photo: Blob) -> dict[str, str]:
        return {TRASHED_FROM: quote(photo.name)} if self.to.startswith(TRASH) else {}

    def continues(self, started: "PendingMove") -> bool:
        """Return whether this is the same move, perhaps with another number by now, and isn't canceled."""
        return self.token == started.token and not self.is_canceled

    def cancel(self) -> "PendingMove":
        """Return the canceled move."""
        return replace(self, is_canceled=True)

    def owns_copy(self, blob: Blob) -> bool:
        """Return whether a blob is this move's copy, still marked."""
        return blob.name == self.to and bool(read_origin(blob)) and blob.metadata.get(MOVED_BY) == self.token


def _upload_time_to_keep(photo: Blob) -> dict[str, str]:
    """Return metadata for a photo whose date may turn out to be the day of its upload. See Photo.when."""
    return {} if Facts.read(photo.metadata) else {UPLOADED: read_upload_time(photo).isoformat()}


def new_pending_move(to: str) -> PendingMove:
    """Return a move with a new token."""
    return PendingMove(to, secrets.token_hex(8))


def read_pending_move(photo: Blob) -> PendingMove | None:
    """Return the move that a photo is marked with, if any."""
    mark = photo.metadata.get(MOVING_TO)
    found = _MOVING_TO.fullmatch(mark) if mark else None
    # A tool that copies a marked blob to the move's destination copies the mark too. There it means nothing.
    to = unquote(found[3]) if found else photo.name
    return PendingMove(to, found[2], bool(found[1])) if found and to != photo.name else None


def read_origin(copy: Blob) -> str:
    """Return the origin's name from a marked copy, or "" from any other blob."""
    origin = copy.metadata.get(MOVED_FROM)
    return unquote(origin) if origin else ""  # Asked for every blob of a listing.


def is_hidden_copy(copy: Blob, origin: Blob) -> bool:
    """Return whether the photo is still the one at its origin, so that the copy must not be visible."""
    move = read_pending_move(origin)
    return move is not None and move.owns_copy(copy)


def read_name_before_trash(trashed: Blob) -> str:
    """Return the name that a photo in the trash had. Restoring never renames it, whatever other tools wrote there."""
    without_prefix = trashed.name.removeprefix(TRASH)
    recorded = unquote(trashed.metadata.get(TRASHED_FROM, ""))
    return recorded if recorded and differ_by_number(recorded, without_prefix) else without_prefix


def read_deletion_time(trashed: Blob) -> datetime:
    """Return when a photo in the trash was deleted."""
    with suppress(ValueError, TypeError):  # Other tools can write anything there.
        return max(datetime.fromisoformat(trashed.metadata.get(TRASHED_AT, "")), trashed.created)
    return trashed.created
