"""What happened to each photo or file of a request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gallery.errors import Busy, GalleryError, MissingPieces, NameReserved, Overloaded, StorageUnavailable
from gallery.logs import log_exception
from gallery.model.photo_json import owner_json
from gallery.model.photos import Photo

STORED, DUPLICATE, RENAMED, REJECTED = "stored", "duplicate", "renamed", "rejected"
MOVED, TRASHED, RESTORED = "moved", "trashed", "restored"
EDITED, UNCHANGED = "edited", "unchanged"
DELETED, GONE = "deleted", "gone"
"""Deleted forever, and no longer in the trash."""

TEMPORARY = (StorageUnavailable, Busy, Overloaded, MissingPieces, NameReserved)
"""Errors after which the same upload in pieces may succeed, so its pieces stay."""


@dataclass(frozen=True)
class Outcome:
    """What happened to one photo or file."""

    name: str
    """As requested: an uploaded file's name, or a photo's."""
    outcome: str
    photo: Photo | None = None
    """The photo as it is now, unless it's in the trash."""
    trash: str | None = None
    """Its name in the trash, if it was deleted."""
    error: GalleryError | None = None
    """Why it was rejected."""
    undo: Mapping[str, Any] | None = None
    """The edit that undoes an edit."""
    is_merged: bool = False
    """Whether it moved to where a photo with the same bytes was, and became one with that."""

    def json(self, subject: str) -> dict[str, Any]:
        """An entry of a response. `subject` is the key of the name: `file` for uploads, `name` for photos."""
        entry = {subject: self.name, "outcome": self.outcome}
        if self.error:
            # The details, not `message`, because only the owner gets outcomes.
            return {**entry, "status": self.error.status, "reason": self.error.details}
        if self.photo:
            more = {**({"undo": self.undo} if self.undo else {}), **({"merged": True} if self.is_merged else {})}
            return {**entry, "photo": owner_json(self.photo), **more}
        return {**entry, "trash": self.trash} if self.trash else entry


def raise_if_temporary(error: GalleryError | None) -> None:
    """Raise an error of an upload in pieces if it may succeed later."""
    if isinstance(error, TEMPORARY):
        raise error


def reject_on_error(name: str, attempt: Callable[[str], Outcome]) -> Outcome:
    """Run the attempt. An error becomes a rejection, so that one photo's failure doesn't stop the others."""
    try:
        return attempt(name)
    except GalleryError as error:
        return Outcome(name, REJECTED, error=error.without_traceback())
    except Exception:  # noqa: BLE001 - a bug with one file must not lose the outcomes of the others
        log_exception("outcome")
        return Outcome(name, REJECTED, error=GalleryError("Something went wrong. Try again."))
