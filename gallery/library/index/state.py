"""The state of the index as one request reads it: the marks, the catalog, and which year files there are."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from gallery.errors import Changed, NotFound, PhotoExists, StorageUnavailable
from gallery.library.index.caches import SizedCache
from gallery.library.index.catalog import Catalog
from gallery.model.blobs import Blob
from gallery.storage.account import Storage
from gallery.storage.container import Container
from gallery.storage.folder_marks import DIRTY, EVERYTHING, INDEX, marked_folder
from gallery.storage.properties import Content, md5_of

CATALOG = f"{INDEX}folders.json.gz"
YEARS = f"{INDEX}years/"

MARGIN = 30.0
"""Seconds. A change follows its mark within 20 (see FRESH), so a listing this much later than a mark has seen it."""

KEPT_FOR = 600.0
"""Seconds. A mark is deleted once a listing this much later is in the catalog: no request that saw an older catalog is
still running then."""

MAX_CATALOGS = 4
"""Of which a process keeps the content: of one container, or while another instance writes too."""

LONG_SINCE = float("-inf")

EMPTY = Content(b"", "application/octet-stream", md5_of(b""))

_catalogs: SizedCache[Catalog] = SizedCache(MAX_CATALOGS)
"""By URL of the container, and ETag."""


@dataclass(frozen=True)
class IndexState:
    """What a listing of the index found. The marks were read before the catalog."""

    catalog: Catalog
    marks: dict[str, Blob] = field(default_factory=dict)
    """By folder."""
    everything_marked: float = LONG_SINCE
    """When all folders were marked."""
    years: dict[str, Blob] = field(default_factory=dict)
    read_at: float = LONG_SINCE
    """When the marks were read, in seconds since 1970 by the storage service's clock."""

    def marked_at(self, folder: str) -> float:
        """Return when a folder was last marked as changed, in seconds since 1970 by the storage service's clock."""
        mark = self.marks.get(folder)
        return max(mark.last_modified.timestamp() if mark else LONG_SINCE, self.everything_marked)

    def has_seen_changes(self, folder: str, listed: float) -> bool:
        """Return whether a listing at this time saw every change that was acknowledged before this state was read."""
        return listed > self.marked_at(folder) + MARGIN

    def changed_folders(self) -> list[str]:
        """Return folders that may have changed since the catalog's listing, the last marked first."""
        known = self.catalog.packed
        changed = {one for one in self.marks if one not in known or not self.has_seen_changes(one, known[one].listed)}
        changed |= {folder for folder, entry in known.items() if entry.listed <= self.everything_marked + MARGIN}
        return sorted(changed, key=lambda folder: (-self.marked_at(folder), folder))

    def obsolete_marks(self) -> list[Blob]:
        """Return the marks that no reader needs anymore."""
        listed = ((mark, self.catalog.packed.get(folder)) for folder, mark in self.marks.items())
        return [mark for mark, entry in listed if entry and entry.listed > self._time(mark) + KEPT_FOR]

    def _time(self, mark: Blob) -> float:
        return max(mark.last_modified.timestamp(), self.everything_marked)


def read_state(storage: Storage) -> IndexState:
    """Read the state of the index with one listing, and the catalog if it has changed."""
    listing = storage.photos.list_flat(INDEX)
    blobs = {blob.name: blob for blob in listing.blobs}
    everything = blobs.get(EVERYTHING)
    everything_marked = everything.last_modified if everything else _mark_everything(storage, listing.reading.at)
    years = {name.removeprefix(YEARS): blob for name, blob in blobs.items() if name.startswith(YEARS)}
    return IndexState(
        _forget_without_years(_read_catalog(storage, blobs.get(CATALOG)), years),
        dict(_marks(listing.blobs)),
        everything_marked.timestamp(),
        years,
        listing.reading.at.timestamp(),
    )


def _mark_everything(storage: Storage, read_at: datetime) -> datetime:
    """Mark all folders as changed, because someone who deletes that mark may delete others too. Return when."""
    if storage.photos.is_missing:
        return read_at  # Reading doesn't create the container.
    with suppress(PhotoExists, StorageUnavailable):
        return storage.photos.put(EVERYTHING, EMPTY, {}).last_modified
    return read_at


def _marks(blobs: Iterable[Blob]) -> Iterable[tuple[str, Blob]]:
    for blob in blobs:
        if blob.name.startswith(DIRTY) and blob.name != EVERYTHING:
            try:
                yield marked_folder(blob.metadata), blob
            except ValueError:
                continue  # Another tool wrote it.


def _read_catalog(storage: Storage, blob: Blob | None) -> Catalog:
    if not blob:
        return Catalog()
    try:
        return _load_catalog(storage.photos, blob.etag)
    except (Changed, NotFound):
        # It was written or deleted after the listing, and is newer than the marks: that's the safe order.
        return read_newest_catalog(storage)


def _forget_without_years(catalog: Catalog, years: Mapping[str, Blob]) -> Catalog:
    """Return an empty catalog if someone has deleted all year files: a scan writes them faster than pages would."""
    return Catalog(blob=catalog.blob) if catalog.sums.months and not years else catalog


def read_newest_catalog(storage: Storage) -> Catalog:
    """Read the catalog as it is now, or return an empty one."""
    try:
        blob, data = storage.photos.read(CATALOG)
    except NotFound:
        return Catalog()
    return replace(Catalog.unpack(data), blob=blob)


def _load_catalog(photos: Container, etag: str) -> Catalog:
    """Read the catalog with this ETag. Raises Changed, NotFound."""
    cached = _catalogs.get(_key(photos, etag))
    if cached:
        return cached
    blob, data = photos.read(CATALOG)
    if blob.etag != etag:
        raise Changed("The catalog has changed.")
    return remember_catalog(photos, replace(Catalog.unpack(data), blob=blob))


def remember_catalog(photos: Container, catalog: Catalog) -> Catalog:
    """Keep a catalog that was read or written, so that it isn't read again. Return it."""
    if catalog.blob:
        _catalogs.add(_key(photos, catalog.blob.etag), catalog, 1)
    return catalog


def _key(photos: Container, etag: str) -> str:
    return f"{photos.url()} {etag}"
