"""Check a library: every photo against its checksum, and leftovers of uploads, moves and previews."""

import base64
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from urllib.parse import unquote

from gallery.errors import GalleryError, NotAPicture, NotFound, PhotoLocked, StorageUnavailable
from gallery.library.leftovers import has_expired, is_abandoned
from gallery.library.moves import move
from gallery.library.orphans import ORPHAN_AFTER, find_orphans
from gallery.library.previews import GENERATION, develop
from gallery.library.sidecars import attach_sidecars, update_copy
from gallery.model.blobs import Blob
from gallery.model.file_classes import FileClass
from gallery.model.identities import PIECE_BYTES, UNREAD
from gallery.model.names import set_number
from gallery.model.pairs import attach_companions
from gallery.model.pending_moves import MOVED_BY, read_pending_move
from gallery.model.photos import Photo, is_photo, is_trashed, needs_check, photo_of
from gallery.model.preview_names import PREVIEW_SIZES, preview_name
from gallery.model.sidecar_names import SUFFIX, is_sidecar
from gallery.pictures.formats import detect_format
from gallery.storage.account import Storage
from gallery.storage.properties import md5_of

PREVIEW = re.compile(r"(?P<digest>[0-9a-f]{32})-\d+|.+/[0-9a-f]{16}-\d+(\.webp)?", re.DOTALL)
"""A preview's name. Before PREVIEW_VERSION 4, it began with the photo's name."""

Md5s = dict[tuple[str, str], bytes]
"""By name and ETag: identities of the bytes that a check has read. See model/identities.py."""

START_BYTES = 4_096
"""Enough to detect a file's format."""


class Severity(Enum):
    """What a problem means for the library."""

    PHOTO = auto()
    """A photo is damaged, can't be shown, or exists twice."""
    DERIVED = auto()
    """All photos are intact. Only facts and previews, or leftovers of uploads and moves, are missing or useless."""
    NOTE = auto()
    """Nothing is wrong in this gallery."""


@dataclass(frozen=True)
class Finding:
    """One problem with one blob."""

    name: str
    problem: str
    severity: Severity
    repair: Callable[[], object] | None = None
    """Fixes the problem without any risk; None if a person has to decide."""

    def try_repair(self) -> bool:
        """Repair the problem if that's safe; return whether it's fixed."""
        if not self.repair:
            return False
        try:
            self.repair()
        except GalleryError:  # Changed or deleted since it was listed, or not a picture. The next run reports it.
            return False
        return True


def find_problems(storage: Storage, blobs: list[Blob], md5s: Md5s | None = None) -> Iterator[Finding]:
    """Every problem with these blobs of the photos container, and with their previews.

    Photos in `md5s` aren't read again, and those that are read get added.
    """
    previews = storage.previews.list_prefix("")
    attach_sidecars(blobs)
    check = _Check(storage, {blob.name: blob for blob in blobs}, {blob.name for blob in previews}, md5s)
    for blob in blobs:
        yield from check.check_blob(blob)
    yield from check.find_duplicates()
    yield from _find_clashes(blob.name for blob in blobs if is_photo(blob))
    yield from _find_orphan_sidecars(storage, blobs)
    yield from _find_orphan_previews(storage, blobs, previews)


def is_other_file(blob: Blob) -> bool:
    """Return whether a blob is a file that the gallery doesn't show because of its name."""
    is_file = blob.length and not blob.name.startswith(".") and blob.metadata.get("developed") != "no"
    return bool(is_file) and not is_sidecar(blob.name) and not is_photo(blob) and not needs_check(blob)


def printable(name: str) -> str:
    """The name for a terminal, with control characters escaped."""
    return name if name.isprintable() else name.encode("unicode_escape").decode()


class _Check:
    """The state of one check: what was listed, and what has been read."""

    def __init__(self, storage: Storage, blobs: dict[str, Blob], previews: set[str], md5s: Md5s | None) -> None:
        self._storage, self._blobs, self._previews = storage, blobs, previews
        self._companions = attach_companions(list(blobs.values()))
        self._md5s: Md5s = {} if md5s is None else md5s
        self._generation = ""
        with suppress(NotFound):
            self._generation = storage.previews.read(GENERATION)[1].decode()

    def check_blob(self, blob: Blob) -> Iterator[Finding]:
        if blob.metadata.get("developed") == "no":
            severity = Severity.PHOTO if blob.file_class is FileClass.PICTURE else Severity.NOTE
            reason = unquote(blob.metadata.get("reason", ""))
            yield Finding(blob.name, f"isn't a picture the gallery shows ({reason})", severity)
        elif is_photo(blob) or needs_check(blob) or is_trashed(blob):
            yield from self._check_photo(photo_of(blob))
        elif is_abandoned(blob):
            yield self._report_leftover(blob, "is an abandoned upload: 0 bytes")
        elif has_expired(blob):
            yield self._report_leftover(blob, "is part of an upload in pieces that expired")

    def find_duplicates(self) -> Iterator[Finding]:
        """Photos that are the same except for the number in their names. Uploads and moves never leave two of those."""
        first: dict[tuple[str, bytes], str] = {}
        for name, blob in self._blobs.items():
            md5 = self._md5s.get((name, blob.etag))
            if md5 and is_photo(blob):
                same = first.setdefault((set_number(name, 1), md5), name)
                if same != name:
                    yield Finding(name, f"has the same bytes as {printable(same)}", Severity.PHOTO)

    def _check_photo(self, photo: Photo) -> Iterator[Finding]:
        try:
            blob = self._read(photo.blob)
        except NotFound:
            return  # Moved or deleted since it was listed, or not a picture.
        except PhotoLocked as error:
            yield Finding(photo.name, f"can't be checked: {error.message}", Severity.NOTE)
            return
        except GalleryError:
            checksum = base64.b64encode(photo.blob.identity or b"").decode()
            yield Finding(photo.name, f"is damaged: its bytes don't match the checksum {checksum}", Severity.PHOTO)
            return
        pending = read_pending_move(blob)
        if photo.name in self._companions:
            return  # It moves with its photo, and needs no previews.
        if pending and not pending.is_canceled:
            finish = partial(move, self._storage, blob, pending.to)
            other = self._blobs.get(pending.to)
            # A listing leaves out the copy of a pending move, as long as it's marked as one.
            if other and other.metadata.get(MOVED_BY) == pending.token:
                yield Finding(photo.name, f"exists twice, also as {printable(pending.to)}", Severity.PHOTO, finish)
            else:
                problem = f"has an unfinished move to {printable(pending.to)}"
                yield Finding(photo.name, problem, Severity.DERIVED, finish)
        else:
            yield from self._check_previews(photo_of(blob))
            if not photo.has_current_sidecar:
                update = partial(update_copy, self._storage, photo)
                yield Finding(photo.name, "has a sidecar that hasn't been read yet", Severity.DERIVED, update)

    def _read(self, listed: Blob) -> Blob:
        """Read the blob and remember its MD5. Raises NotFound, also for a file whose content isn't a picture."""
        if (listed.name, listed.etag) in self._md5s:
            return listed
        blob, start, identity = self._read_large(listed) if listed.length > PIECE_BYTES else self._read_small(listed)
        if needs_check(blob):
            try:
                detect_format(start, blob.name)
            except NotAPicture:
                raise NotFound from None
        self._md5s[blob.name, blob.etag] = identity
        return blob

    def _read_small(self, listed: Blob) -> tuple[Blob, bytes, bytes]:
        blob, data = self._storage.photos.read(listed.name)
        return blob, data, md5_of(data)

    def _read_large(self, listed: Blob) -> tuple[Blob, bytes, bytes]:
        """Read a file a piece at a time: a video may have more bytes than this machine has memory."""
        photos = self._storage.photos
        blob = photos.get_properties(listed.name)
        identity = photos.compute_identity(blob)
        if blob.identity not in {None, identity} and UNREAD not in blob.metadata:
            raise StorageUnavailable("The bytes have another identity.")
        return blob, photos.read_start(blob.name, START_BYTES), identity

    def _check_previews(self, photo: Photo) -> Iterator[Finding]:
        redevelop = partial(develop, self._storage, photo)
        if photo.version and photo.developed:
            names = {preview_name(photo.version, size) for size in PREVIEW_SIZES}
            if not photo.has_previews(self._generation) or not names <= self._previews:
                yield Finding(photo.name, "has no previews", Severity.DERIVED, redevelop)
        elif not is_trashed(photo.blob):
            yield Finding(photo.name, "isn't developed yet", Severity.DERIVED, redevelop)

    def _report_leftover(self, blob: Blob, problem: str) -> Finding:
        return Finding(blob.name, problem, Severity.DERIVED, partial(self._storage.photos.delete, blob))


def _find_clashes(names: Iterable[str]) -> Iterator[Finding]:
    """Names that would be the same file on Windows or macOS: a backup there would keep only one."""
    same_name = defaultdict(list)
    for name in names:
        same_name[unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())].append(name)
    for first, *others in same_name.values():
        for name in others:
            difference = "Unicode form" if name.casefold() != first.casefold() else "case"
            yield Finding(name, f"differs from {printable(first)} only in {difference}", Severity.NOTE)


def _find_orphan_sidecars(storage: Storage, blobs: list[Blob]) -> Iterator[Finding]:
    # The listing left out the copies of pending moves, but not their sidecars.
    targets = {pending.to + SUFFIX for blob in blobs if (pending := read_pending_move(blob))}
    for blob in find_orphans(blobs):
        if blob.name not in targets:
            delete = partial(storage.photos.delete, blob)
            yield Finding(blob.name, "is a sidecar whose photo is gone", Severity.DERIVED, delete)


def _find_orphan_previews(storage: Storage, blobs: list[Blob], previews: list[Blob]) -> Iterator[Finding]:
    """Previews that no photo has, in the trash or not. Deleted by ETag: an upload may just have written them again."""
    digests = {version for blob in blobs if (version := photo_of(blob).version)}
    for blob in previews:
        match = PREVIEW.fullmatch(blob.name)
        if match and match["digest"] not in digests and blob.age >= ORPHAN_AFTER:
            delete = partial(storage.previews.delete, blob)
            yield Finding(blob.name, "is a preview that no photo has", Severity.DERIVED, delete)
