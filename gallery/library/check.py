"""Check a library: every photo against its checksum, and leftovers of uploads, moves and previews."""

import base64
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote

from gallery.errors import GalleryError, NotFound, PhotoLocked
from gallery.library.moves import move
from gallery.library.previews import develop
from gallery.library.reservations import UNFINISHED_AFTER
from gallery.model.blobs import Blob
from gallery.model.folders import TRASH
from gallery.model.pending_moves import read_pending_move
from gallery.model.photos import Photo, is_photo, is_trashed, photo_of
from gallery.model.preview_names import PREVIEW_SIZES, preview_name
from gallery.storage.account import Storage
from gallery.storage.properties import md5_of

PREVIEW = re.compile(r"(?P<photo>.+)/[0-9a-f]{16}-\d+(?P<old>\.webp)?", re.DOTALL)
"""A preview's name. Names of PREVIEW_VERSION 1 ended in `.webp`."""


@dataclass(frozen=True)
class Finding:
    """One problem with one blob."""

    name: str
    problem: str
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


def find_problems(storage: Storage, blobs: list[Blob]) -> Iterator[Finding]:
    """Every problem with these blobs of the photos container, and with their previews."""
    previews = storage.previews.list_prefix("")
    preview_names = {blob.name for blob in previews}
    for blob in blobs:
        yield from _check_blob(storage, blob, preview_names)
    yield from _find_clashes(blob.name for blob in blobs if is_photo(blob))
    yield from _find_orphan_previews(storage, blobs, previews)


def printable(name: str) -> str:
    """The name for a terminal, with control characters escaped."""
    return name if name.isprintable() else name.encode("unicode_escape").decode()


def _check_blob(storage: Storage, blob: Blob, previews: set[str]) -> Iterator[Finding]:
    if blob.metadata.get("developed") == "no":
        yield Finding(blob.name, f"isn't a picture the gallery shows ({unquote(blob.metadata.get('reason', ''))})")
    elif is_photo(blob) or is_trashed(blob):
        yield from _check_photo(storage, photo_of(blob), previews)
    elif not blob.length and not blob.name.startswith(".") and not _is_folder_marker(blob):
        yield from _check_empty_blob(storage, blob)


def _check_photo(storage: Storage, photo: Photo, previews: set[str]) -> Iterator[Finding]:
    try:
        blob, data = storage.photos.read(photo.name)
    except NotFound:
        return  # Moved or deleted since it was listed.
    except PhotoLocked as error:
        yield Finding(photo.name, f"can't be checked: {error.message}")
        return
    except GalleryError:
        checksum = base64.b64encode(photo.blob.md5 or b"").decode()
        yield Finding(photo.name, f"is damaged: its bytes don't match the checksum {checksum}")
        return
    pending = read_pending_move(blob)
    if pending and not pending.is_canceled:
        finish = partial(move, storage, blob, pending.to)
        yield Finding(photo.name, f"has an unfinished move to {printable(pending.to)}", finish)
    else:
        yield from _check_previews(storage, photo_of(blob), md5_of(data), previews)


def _check_previews(storage: Storage, photo: Photo, md5: bytes, previews: set[str]) -> Iterator[Finding]:
    expected = {preview_name(photo.name, md5.hex()[:16], size) for size in PREVIEW_SIZES}
    redevelop = partial(develop, storage, photo)
    if is_photo(photo.blob) and not photo.developed:
        yield Finding(photo.name, "isn't developed yet", redevelop)
    elif not expected <= previews:
        yield Finding(photo.name, "has no previews", redevelop)


def _check_empty_blob(storage: Storage, blob: Blob) -> Iterator[Finding]:
    if blob.age >= UNFINISHED_AFTER:
        yield Finding(blob.name, "is an abandoned upload: 0 bytes", partial(storage.photos.delete, blob))


def _is_folder_marker(blob: Blob) -> bool:
    """Accounts with a hierarchical namespace list folders as empty blobs."""
    return any(key.lower() == "hdi_isfolder" for key in blob.metadata)


def _find_clashes(names: Iterable[str]) -> Iterator[Finding]:
    """Names that would be the same file on Windows or macOS."""
    same_name = defaultdict(list)
    for name in names:
        same_name[unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())].append(name)
    for first, *others in same_name.values():
        for name in others:
            difference = "Unicode form" if name.casefold() != first.casefold() else "case"
            yield Finding(name, f"differs from {printable(first)} only in {difference}")


def _find_orphan_previews(storage: Storage, blobs: list[Blob], previews: list[Blob]) -> Iterator[Finding]:
    """Previews whose photo is gone, or from an older release. A photo in the trash keeps those of its former name."""
    photo_names = {blob.name.removeprefix(TRASH) for blob in blobs}
    for blob in previews:
        match = PREVIEW.fullmatch(blob.name)
        if match and (match["photo"] not in photo_names or match["old"]):
            source = "an older release" if match["photo"] in photo_names else "no photo"
            yield Finding(blob.name, f"is a preview of {source}", partial(storage.previews.delete, blob))
