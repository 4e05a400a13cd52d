"""Photos that guests add: stored in the share's album and nowhere else, and acknowledged only while the share is open.

1. Count the file in the ledger (upload_ledger.py). If that exceeds the share's limits, nothing is stored.
2. Store it as every other upload is. Only the album's own folder is searched for duplicates, so nobody learns what else
   the gallery has.
3. Read the share again. If it was revoked, has expired or doesn't allow adding anymore, the photo that this upload has
   stored is deleted, and the guest gets the share's 404.

An upload of the same bytes that finds the photo before step 3 marks it as kept (storing.py). Then its ETag is another
one, and step 3 leaves it alone: what has been reported as stored stays.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from gallery.errors import Busy, GalleryError, Overloaded, ShareNotFound
from gallery.library.outcomes import DUPLICATE, REJECTED, STORED, TEMPORARY, Outcome, reject_on_error
from gallery.library.previews import delete_zoom_preview
from gallery.library.shares.guest_errors import without_names
from gallery.library.shares.shared_photos import find_album
from gallery.library.shares.store import open_share
from gallery.library.shares.undo import undo_token
from gallery.library.shares.upload_ledger import count_upload, forget_upload
from gallery.library.uploads import Upload, UploadedFile, store_each, store_upload
from gallery.model.guest_photos import GuestPhoto, guest_photo
from gallery.model.guest_uploads import UPLOAD, guest_metadata, may_be_removed
from gallery.model.photo_json import public_json
from gallery.model.photos import Photo
from gallery.model.shares import Share
from gallery.storage.account import Storage
from gallery.translations import lazy_gettext as _

NOT_STORED = _("This photo couldn't be stored. Send it again.")

PhotoJson = Callable[[Photo], dict[str, Any]]
"""Describes a photo for those who may see it."""


@dataclass(frozen=True)
class GuestUpload:
    """What happened to a guest's file."""

    file: str
    outcome: str
    """STORED, DUPLICATE or REJECTED: guests don't learn which names are taken."""
    photo: GuestPhoto | None = None
    error: GalleryError | None = None
    undo: str = ""
    """See undo.py; only if this upload stored the photo."""

    def json(self, photo_json: PhotoJson = public_json) -> dict[str, Any]:
        """An entry of a response."""
        entry = {"file": self.file, "outcome": self.outcome}
        if self.error:
            return {**entry, "status": self.error.status, "reason": self.error.message}
        photo = {"photo": photo_json(self.photo)} if self.photo else {}
        return {**entry, **photo, **({"undo": self.undo} if self.undo else {})}


@dataclass(frozen=True)
class Guest:
    """Someone who adds photos to a share."""

    share: Share
    name: str
    """Clean, or ""."""


def store_guest_uploads(storage: Storage, guest: Guest, uploads: Sequence[Upload]) -> list[GuestUpload]:
    """Store every photo that can be stored. Returns one result per file, in order.

    Raises ShareNotFound if the share was revoked meanwhile, even if some of the photos were stored before.
    """
    target = _Target(storage, guest, require_album(storage, guest.share))
    return [
        _describe(storage, guest.share, outcome) for outcome in store_each(storage, uploads, target.count_and_store)
    ]


def store_counted(storage: Storage, guest: Guest, upload: UploadedFile, entry: str) -> GuestUpload:
    """Store a file that's in the ledger already. Raises ShareNotFound."""
    target = _Target(storage, guest, require_album(storage, guest.share))
    return _describe(storage, guest.share, reject_on_error(upload.file, lambda _: target.store(upload, entry)))


def require_album(storage: Storage, share: Share) -> str:
    """Return the path of the album that guests add to. Raises ShareNotFound if they may not, or it's gone."""
    album = find_album(storage, share) if share.can_add else None
    if not album:
        raise ShareNotFound
    return album


@dataclass(frozen=True)
class _Target:
    """Where a guest's photos go."""

    storage: Storage
    guest: Guest
    album: str

    def count_and_store(self, upload: Upload) -> Outcome:
        """Raises what count_upload and store raise."""
        entry = count_upload(self.storage, self.guest.share, len(upload.data), self.guest.name)
        try:
            return self.store(upload, entry)
        except (Busy, Overloaded):
            self._forget(entry)
            raise

    def store(self, upload: UploadedFile, entry: str) -> Outcome:
        """Store a counted file, unless the share is closed meanwhile. Raises ShareNotFound, and as store_upload."""
        metadata = guest_metadata(self.guest.name, self.guest.share.id, entry)
        try:
            outcome = store_upload(self.storage, upload, self.album, metadata)
        except TEMPORARY:
            raise  # The photo may have been stored, or the same upload will try again, so it counts.
        except GalleryError:
            self._forget(entry)
            raise
        try:
            self._require_open()
        except GalleryError:
            self._remove(outcome)
            self._forget(entry)
            raise
        if outcome.outcome != DUPLICATE and outcome.photo:
            delete_zoom_preview(self.storage, outcome.photo)
        # In an upload in pieces, it may be the photo that an earlier attempt to finish it has stored.
        if outcome.outcome == DUPLICATE and outcome.photo and outcome.photo.blob.metadata.get(UPLOAD) != entry:
            self._forget(entry)
        return outcome

    def _require_open(self) -> None:
        """Raise ShareNotFound unless guests may still add photos to this album of the share."""
        current = open_share(self.storage, self.guest.share.secret)
        if current.password != self.guest.share.password or require_album(self.storage, current) != self.album:
            raise ShareNotFound

    def _remove(self, outcome: Outcome) -> None:
        """Delete the photo that this upload has stored, unless another upload has reported it as stored."""
        blob = outcome.photo.blob if outcome.photo and outcome.outcome != DUPLICATE else None
        if blob and may_be_removed(blob):
            with suppress(GalleryError):
                self.storage.photos.delete(blob)

    def _forget(self, entry: str) -> None:
        forget_upload(self.storage, self.guest.share.id, entry)


def _describe(storage: Storage, share: Share, outcome: Outcome) -> GuestUpload:
    """Return an outcome as the guest may see it. Raises ShareNotFound if that's why the file was rejected."""
    if isinstance(outcome.error, ShareNotFound):
        raise outcome.error
    if outcome.error or not outcome.photo:
        return GuestUpload(outcome.name, REJECTED, error=outcome.error and without_names(outcome.error, NOT_STORED))
    photo, blob = guest_photo(share, outcome.photo), outcome.photo.blob
    if outcome.outcome == DUPLICATE:
        return GuestUpload(outcome.name, DUPLICATE, photo)
    undo = undo_token(storage, share, blob.metadata[UPLOAD], storage.photos.get_identity(blob))
    return GuestUpload(outcome.name, STORED, photo, undo=undo)
