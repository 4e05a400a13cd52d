"""Storing a photo: every route that stores photos ends here.

1. Reserve a name: write an empty blob, on condition that the name is free, with a fresh token and the MD5 to come.
2. Fill the reservation: write the bytes, or make blocks that were sent before its content, on condition that the blob
   still has the reservation's ETag.
3. Read the blob back. Only that decides what to report.

Every write of bytes depends on an ETag that exists only once. So a request that arrives late or twice fails, whatever
its sender believes. A process that dies leaves a reservation. It's never shown, and the same bytes may fill it at any
time. docs/decisions/02-uploads-never-overwrite.md has the reasons.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from gallery.errors import Changed, NameReserved, NotFound, PhotoExists, StorageUnavailable
from gallery.library.file_moves import cancel_pending_move_to
from gallery.library.new_content import InMemory, NewContent
from gallery.model.blobs import Blob
from gallery.model.guest_uploads import KEPT, may_be_removed
from gallery.model.names import numbered_names
from gallery.model.pending_moves import read_origin
from gallery.model.photos import is_photo, needs_check
from gallery.storage.account import Storage
from gallery.storage.concurrency import KeyedLock
from gallery.storage.properties import Content, md5_of

TOKEN = "upload"  # noqa: S105 - not a secret
"""Metadata key: the token of the upload that wrote the blob."""

WAITS_FOR = "waits_for"
"""Metadata key of a reservation: the identity of the bytes to come, in hex. See model/identities.py."""

ABANDONED_AFTER = timedelta(minutes=10)
"""By the storage service's clock. After this, a PUT may replace another upload's reservation."""

RESERVED = Content(b"", "application/octet-stream", md5_of(b""))
"""What a reservation contains."""

MAX_ATTEMPTS = 6
"""An attempt starts over only if another process writes or deletes the same blob at that moment."""

_storing = KeyedLock()
"""Keyed by identity: in one process, the second of two uploads of the same bytes finds the first one's photo."""


@dataclass(frozen=True)
class NewPhoto:
    """A checked file, ready to be stored."""

    content: Content | NewContent
    prepare: Callable[[], Mapping[str, str]]
    """Called before the photo's bytes are written. Writes its previews and returns its metadata."""


@dataclass(frozen=True)
class Stored:
    """A photo that's in the container, and whether this upload put it there."""

    blob: Blob
    is_new: bool


def store_exactly(storage: Storage, name: str, photo: NewPhoto) -> Stored:
    """Store a photo under exactly this name.

    Raises PhotoExists if another photo has the name, NameReserved while another upload holds it, and
    StorageUnavailable if storing it can't be confirmed.
    """
    return _store(storage, photo, lambda upload: upload.store_exactly(name))


def store_under_free_name(storage: Storage, wanted: str, photo: NewPhoto) -> Stored:
    """Store a photo under the wanted name or the next free numbered one, unless its folder has the same bytes already.

    Raises StorageUnavailable if storing it can't be confirmed.
    """
    return _store(storage, photo, lambda upload: upload.store_under_free_name(wanted))


def is_reservation(blob: Blob) -> bool:
    """Whether it's an empty blob that holds a name for an upload."""
    return not blob.length and WAITS_FOR in blob.metadata


def _store(storage: Storage, photo: NewPhoto, attempt: Callable[["_Upload"], Stored]) -> Stored:
    """Store a photo. One that's there already stays, even if the guest's upload that stored it would remove it."""
    with _storing.hold(photo.content.identity):
        for _ in range(MAX_ATTEMPTS):
            stored = attempt(_Upload(storage, photo))
            if stored.is_new or not may_be_removed(stored.blob):
                return stored
            with suppress(Changed, NotFound):
                return Stored(storage.photos.update_metadata(stored.blob, {KEPT: "yes"}), is_new=False)
    raise _not_confirmed(stored.blob.name)


class _Upload:
    """One upload, identified by its token."""

    def __init__(self, storage: Storage, photo: NewPhoto) -> None:
        self._storage, self._photos, self._photo = storage, storage.photos, photo
        self._content = InMemory(storage.photos, photo.content) if isinstance(photo.content, Content) else photo.content

    def store_exactly(self, name: str) -> Stored:
        for _ in range(MAX_ATTEMPTS):
            blob = self._reserve(name)
            if blob is None:
                continue
            with suppress(Changed):
                if self._may_fill(blob):
                    return self._fill(blob)
                if is_reservation(blob):
                    self._replace_abandoned(blob)
                elif stored := self._with_same_bytes(blob):
                    return stored
                elif not cancel_pending_move_to(self._storage, blob):
                    raise PhotoExists("Another photo is already named %(name)s.", name=name)
        raise _not_confirmed(name)

    def store_under_free_name(self, wanted: str) -> Stored:
        for _ in range(MAX_ATTEMPTS):
            blob = self._reserve_free_name(wanted)
            if blob is None:
                continue
            stored = self._as_stored(blob)
            if stored:
                return stored
            # Listed after reserving: of two uploads of the same bytes, the later one sees the other's reservation.
            siblings = self._list_folder(blob.name)
            if stored := self._find_duplicate(siblings):
                self._delete_own(blob)
                return stored
            with suppress(Changed):
                return self._fill(self._choose_reservation(blob, siblings))
        raise _not_confirmed(wanted)

    def _reserve(self, name: str) -> Blob | None:
        """Try to reserve the name; return the blob that's there afterwards, if any.

        If no response arrives, our own reservation is recognized by its token.
        """
        failure: StorageUnavailable | None = None
        try:
            return self._photos.put(name, RESERVED, self._reservation_metadata)
        except PhotoExists:
            pass
        except StorageUnavailable as error:
            failure = error.without_traceback()
        try:
            with suppress(NotFound):
                return self._photos.get_properties(name)
            if failure:
                raise failure
            return None
        finally:
            del failure  # Its traceback refers to this frame. In such a cycle they would keep the photo in memory.

    def _reserve_free_name(self, wanted: str) -> Blob | None:
        """A reservation that this upload may fill, or a photo with the same bytes; None to start over."""
        taken: set[str] = set()
        for name in (name for name in numbered_names(wanted) if name not in taken):
            blob = self._reserve(name)
            if blob is None or self._may_fill(blob) or self._as_stored(blob):
                return blob
            if self._cancel_move_of_same_bytes(blob):
                return None
            taken |= {sibling.name for sibling in self._list_folder(name)}
        raise AssertionError

    def _cancel_move_of_same_bytes(self, blob: Blob) -> bool:
        """Cancel a move whose hidden copy this is. Completed later, it would leave the photo twice, as a and a (2)."""
        with suppress(Changed, NotFound):
            is_copy = read_origin(blob) and self._photos.get_identity(blob) == self._content.identity
            return bool(is_copy) and cancel_pending_move_to(self._storage, blob)
        return False

    def _replace_abandoned(self, reservation: Blob) -> None:
        """Replace another upload's reservation by ours. Raises NameReserved while it may still be filled."""
        if reservation.age < ABANDONED_AFTER:
            raise NameReserved(
                "%(name)s is being uploaded by someone else. Try again in ten minutes.", name=reservation.name
            )
        with suppress(Changed, NotFound, StorageUnavailable):
            self._photos.put(reservation.name, RESERVED, self._reservation_metadata, replaces=reservation)

    def _find_duplicate(self, siblings: Iterable[Blob]) -> Stored | None:
        return next((stored for blob in siblings if (stored := self._as_stored(blob))), None)

    def _choose_reservation(self, own: Blob, siblings: Iterable[Blob]) -> Blob:
        """The oldest reservation for the same bytes, so that all uploads of these bytes fill the same one."""
        oldest = min([own, *filter(self._may_fill, siblings)], key=lambda blob: (blob.created, blob.name))
        if oldest.name != own.name:
            self._delete_own(own)
        return oldest

    def _fill(self, reservation: Blob) -> Stored:
        """Raises Changed if another upload took the name, and StorageUnavailable if the photo can't be confirmed."""
        name, content, has_changed = reservation.name, self._content, False
        reservation = content.stage(reservation)
        metadata = {**self._photo.prepare(), TOKEN: self._content.token}
        try:
            content.commit(reservation, metadata)
        except (Changed, NotFound):
            has_changed = True
        except StorageUnavailable:
            pass  # The bytes may have arrived anyway.
        with suppress(NotFound):
            blob = self._photos.get_visible(name)
            if (stored := self._as_stored(blob)) and content.is_whole(blob):
                return stored
            if blob.length or not content.is_resumable:
                self._delete_own(blob)  # a reservation that stayed empty, or damaged bytes
        if has_changed:
            raise Changed("%(name)s was changed at the same moment. Try again.", name=name)
        raise _not_confirmed(name)

    def _delete_own(self, blob: Blob) -> None:
        """Delete a blob that this upload wrote. Others' stay."""
        if blob.metadata.get(TOKEN) == self._content.token:
            with suppress(Changed, NotFound, StorageUnavailable):
                self._photos.delete(blob)

    def _may_fill(self, blob: Blob) -> bool:
        """Whether it's our reservation, or another one for the same bytes. No request waits for the other one."""
        return is_reservation(blob) and blob.metadata[WAITS_FOR] == self._content.identity.hex()

    def _as_stored(self, blob: Blob) -> Stored | None:
        """The blob, if it's a visible photo with the same bytes."""
        return self._with_same_bytes(blob) if is_photo(blob) or needs_check(blob) else None

    def _with_same_bytes(self, blob: Blob) -> Stored | None:
        """The blob, if it has the same bytes and isn't the hidden copy of a photo."""
        with suppress(NotFound):
            if blob.length != self._content.length:
                return None
            visible = self._photos.get_visible(blob.name) if read_origin(blob) else blob
            if self._photos.get_identity(visible) == self._content.identity:
                return Stored(visible, visible.metadata.get(TOKEN) == self._content.token)
        return None

    @property
    def _reservation_metadata(self) -> dict[str, str]:
        return {TOKEN: self._content.token, WAITS_FOR: self._content.identity.hex()}

    def _list_folder(self, name: str) -> list[Blob]:
        return self._photos.list_folder(name[: name.rfind("/") + 1]).blobs


def _not_confirmed(name: str) -> StorageUnavailable:
    return StorageUnavailable("Storing %(name)s couldn't be confirmed. Send it again.", name=name)
