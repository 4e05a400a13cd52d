"""Writing the catalog: instances that write at the same time merge what they have listed."""

from collections.abc import Mapping
from dataclasses import replace

from gallery.errors import Changed, NotFound, PhotoExists
from gallery.library.index.catalog import Catalog, Scan
from gallery.library.index.entries import Entry
from gallery.library.index.state import CATALOG, IndexState, read_newest_catalog, remember_catalog
from gallery.model.blobs import Blob
from gallery.storage.account import Storage
from gallery.storage.properties import Content, md5_of

MAX_ATTEMPTS = 3
"""Another instance writes at the same moment only where many serve one gallery. Then the next page tries again."""


def update_catalog(
    storage: Storage, state: IndexState, entries: Mapping[str, Entry], scan: Scan | None = None
) -> Catalog | None:
    """Add entries to the catalog; return it as it is then, or None if others kept writing it."""
    catalog = state.catalog
    for _ in range(MAX_ATTEMPTS):
        merged = catalog.merge(entries, scan)
        if merged is catalog:
            return catalog
        try:
            return _write(storage, merged, catalog.blob)
        except (Changed, NotFound, PhotoExists):
            catalog = read_newest_catalog(storage)
    return None


def _write(storage: Storage, catalog: Catalog, replaces: Blob | None) -> Catalog:
    data = catalog.pack()
    written = storage.photos.put(CATALOG, Content(data, "application/gzip", md5_of(data)), {}, replaces=replaces)
    return remember_catalog(storage.photos, replace(catalog, blob=written))
