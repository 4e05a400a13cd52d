"""Listing a folder of the index, and what that says about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from itertools import groupby

from gallery.library.content_checks import find_photos
from gallery.library.index.caches import SizedCache
from gallery.library.index.entries import Entry, digest_listing, digest_names, summarize
from gallery.library.index.listed_settings import read_listed_settings
from gallery.library.orphans import find_orphans
from gallery.library.storing import ABANDONED_AFTER, WAITS_FOR, is_reservation
from gallery.model.blobs import LONG_AGO, Blob
from gallery.model.folders import is_hidden_folder, is_month_folder
from gallery.model.paging import sort_newest_first
from gallery.model.pending_moves import MOVED_FROM, MOVING_TO, read_pending_move
from gallery.model.photos import Photo, needs_check
from gallery.storage.account import Storage
from gallery.storage.container_reader import UnparsedListing
from gallery.storage.listing import Listing
from gallery.storage.outline import Outline, read_outline

UNFINISHED = frozenset({WAITS_FOR, MOVING_TO, MOVED_FROM})
"""Metadata of uploads and moves that weren't completed."""

MAX_DIGESTS = 2_000
"""Listings of which a process remembers the digest: half a megabyte."""

_digests: SizedCache[str] = SizedCache(MAX_DIGESTS)
"""By the hash of the response."""


@dataclass(frozen=True)
class ListedFolder:
    """A folder as one listing found it."""

    folder: str
    entry: Entry
    is_unchanged: bool
    """Whether it's what the catalog has, except for the time."""
    is_recordable: bool
    """Whether it may be written into the index: no upload or move is under way, and the service said when it was."""
    reservations: list[Blob]
    """Names that uploads hold. Most are abandoned."""
    orphans: list[Blob]
    """The gallery's own sidecars of photos that are gone."""
    load: Callable[[], list[Photo]] = field(repr=False)
    """Returns the photos, newest first."""

    @cached_property
    def photos(self) -> list[Photo]:
        """Newest first. If the folder is unchanged, the first access parses the listing."""
        return self.load() if self.entry.photos else []

    def photos_of_year(self, year: str) -> list[Photo]:
        """Return the photos of a year, newest first."""
        return self._by_year.get(year, []) if year in self.entry.years else []

    @cached_property
    def _by_year(self) -> dict[str, list[Photo]]:
        return {year: list(photos) for year, photos in groupby(self.photos, key=lambda photo: photo.when[:4])}


def list_index_folder(storage: Storage, folder: str, known: Entry | None) -> ListedFolder:
    """List a folder of the index. See open_listing."""
    return recognize_or_open(storage, folder, request_index_folder(storage, folder), known)


def request_index_folder(storage: Storage, folder: str) -> UnparsedListing:
    """Request the blobs of a folder of the index: everything under a month, one level of any other folder."""
    return storage.photos.list_unparsed(folder, "" if is_month_folder(folder) else "/")


def recognize_or_open(storage: Storage, folder: str, unparsed: UnparsedListing, known: Entry | None) -> ListedFolder:
    """Return what a listing says about a folder, without parsing it if it's what the catalog has. See open_listing."""
    return _recognize(storage, folder, unparsed, known) or open_listing(storage, folder, unparsed.parse(), known)


def _recognize(storage: Storage, folder: str, unparsed: UnparsedListing, known: Entry | None) -> ListedFolder | None:
    """Return what the catalog has if the listing's outline shows that this is still true."""
    # With the same ETags, blobs have the same metadata.
    if not known or known.has_unfinished or unparsed.read_at == LONG_AGO:
        return None
    digest = _digest_body(unparsed.body)
    if not digest or digest != known.digest:
        return None
    entry = known._replace(listed=unparsed.read_at.timestamp())
    return ListedFolder(
        folder,
        entry,
        is_unchanged=True,
        is_recordable=True,
        reservations=[],
        orphans=[],
        load=lambda: sort_newest_first(find_photos(storage, unparsed.parse().blobs)),
    )


def _digest_body(body: bytes) -> str:
    """Return the digest of a listing as its entry has it; "" if only parsing it shows that."""
    # Most listings are the same as the last time, and hashing one takes a fifth of the time of reading its outline.
    key = sha256(body).hexdigest()
    digest = _digests.get(key)
    if digest is None:
        digest = _digest_outline(read_outline(body))
        _digests.add(key, digest, 1)
    return digest


def _digest_outline(outline: Outline | None) -> str:
    return digest_names(outline.blobs, visible_children(outline.folders)) if outline else ""


def open_listing(
    storage: Storage, folder: str, listing: Listing, known: Entry | None, max_checks: int | None = None
) -> ListedFolder:
    """Return what the listing of a folder says about it.

    `known`, its entry in the catalog, saves work if it's true. See find_photos for `max_checks`.
    """
    found = find_photos(storage, listing.blobs, max_checks)
    unchecked = [blob.name for blob in listing.blobs if needs_check(blob)]
    if unchecked:
        names = {photo.name for photo in found}
        unchecked = [name for name in unchecked if name not in names]
    children = visible_children(listing.folders)
    digest = digest_listing(listing.blobs, children, unchecked)
    listed = listing.reading.at.timestamp()
    is_unchanged = bool(known and known.digest == digest)
    load = cache(lambda: sort_newest_first(found))
    if known and is_unchanged:
        entry = known._replace(listed=listed)
    else:
        settings = read_listed_settings(storage, listing.blobs, known.settings if known else {})
        summary = summarize(digest, children, load(), len(unchecked))
        has_unfinished = any(blob.metadata.keys() & UNFINISHED for blob in (*listing.blobs, *listing.copies))
        entry = summary._replace(listed=listed, settings=settings, has_unfinished=has_unfinished)
    reservations = [blob for blob in listing.blobs if is_reservation(blob)]
    moving = [*listing.copies, *filter(read_pending_move, listing.blobs)]
    is_recordable = listing.reading.at > LONG_AGO and not any(map(_is_unfinished, [*reservations, *moving]))
    orphans = find_orphans(listing.blobs, listing.copies)
    return ListedFolder(folder, entry, is_unchanged, is_recordable, reservations, orphans, load)


def visible_children(folders: Iterable[str]) -> list[str]:
    """Return the folders that may have photos."""
    return [folder for folder in folders if not is_hidden_folder(folder)]


def _is_unfinished(blob: Blob) -> bool:
    """Whether a reservation, or an end of a move, may still become something else at any moment."""
    return blob.age < ABANDONED_AFTER
