"""The catalog: one entry per folder, and how far the scan of the container has come."""

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from gallery.library.index.entries import AlbumTotal, Entry, MonthTotal, add_totals
from gallery.library.index.listed_settings import ListedSettings
from gallery.library.index.rows import Row
from gallery.memory import pause_garbage_collection
from gallery.model.blobs import Blob
from gallery.model.folders import ROOT

FORMAT = 2
"""Version of the format. A catalog in another one is ignored, and the container scanned again."""

LEVEL = 4
"""gzip's level: a third of the time of level 9, for a tenth more bytes."""


class Scan(NamedTuple):
    """A walk through the whole container that finds what pages don't: it resumes where the last request stopped."""

    started: float = 0
    """Seconds since 1970, UTC, by the storage service's clock; 0 if there was none yet."""
    marker: str = ""
    """Of the next page of the listing; "" if the scan has finished."""
    after: str = ""
    """The last name of the pages before."""
    scanned: int = 0
    """Photos found so far."""

    @property
    def is_finished(self) -> bool:
        """Whether all folders were listed since the scan started."""
        return bool(self.started) and not self.marker


NO_SCAN = Scan()


@dataclass(frozen=True)
class Catalog:
    """All folders that have been listed."""

    folders: Mapping[str, Entry] = field(default_factory=dict)
    scan: Scan = NO_SCAN
    blob: Blob | None = field(default=None, compare=False)
    """Where it was read or written."""

    def merge(self, entries: Mapping[str, Entry], scan: Scan | None = None) -> "Catalog":
        """Return the catalog with these entries, unless it has a later one. A finished scan drops what it didn't find.

        Of two scans, the one that started later counts, then the one that has come further.
        """
        later = {
            folder: entry
            for folder, entry in entries.items()
            if folder not in self.folders or entry.listed > self.folders[folder].listed
        }
        folders = {**self.folders, **later}
        if not scan or _progress(scan) <= _progress(self.scan):
            return replace(self, folders=folders)
        return Catalog(_drop_deleted(folders, scan.started) if scan.is_finished else folders, scan)

    @cached_property
    def totals(self) -> Mapping[str, MonthTotal]:
        """The photos of each month in all folders."""
        return add_totals({}, (entry.months for entry in self.folders.values()))

    def digests_of(self, year: str) -> Mapping[str, str]:
        """Return the digest of each folder's rows of a year. See Entry.years."""
        return self._digests.get(year, {})

    @cached_property
    def _digests(self) -> dict[str, dict[str, str]]:
        digests: dict[str, dict[str, str]] = {}
        for folder, entry in self.folders.items():
            for year, digest in entry.years.items():
                digests.setdefault(year, {})[folder] = digest
        return digests

    def unknown_children(self) -> list[str]:
        """Return folders that were found in others but haven't been listed themselves."""
        return [child for entry in self.folders.values() for child in entry.children if child not in self.folders]

    def pack(self) -> bytes:
        """Return the blob's content."""
        document = {"format": FORMAT, "scan": self.scan, "folders": self.folders}
        return gzip.compress(json.dumps(document, separators=(",", ":")).encode(), LEVEL, mtime=0)

    @staticmethod
    def unpack(data: bytes) -> "Catalog":
        """Return the catalog in a blob, or an empty one if that isn't a catalog of this format."""
        try:
            with pause_garbage_collection():
                document = json.loads(gzip.decompress(data))
                if document["format"] != FORMAT:
                    return Catalog()
                folders = {folder: _read_entry(entry) for folder, entry in document["folders"].items()}
                return Catalog(folders, Scan(*document["scan"]))
        except (OSError, EOFError, zlib.error, ValueError, TypeError, KeyError, AttributeError):
            return Catalog()


def _drop_deleted(folders: Mapping[str, Entry], since: float) -> dict[str, Entry]:
    """Return the folders without those that were listed before and that no folder contains anymore.

    A scan finds folders whose entries it doesn't write, because they have just changed, or are only a minute old.
    """
    contained, pending = {ROOT}, [ROOT]
    if ROOT not in folders:
        return dict(folders)
    while pending:
        entry = folders.get(pending.pop())
        new = [child for child in entry.children if child not in contained] if entry else []
        contained.update(new)
        pending += new
    return {folder: entry for folder, entry in folders.items() if entry.listed >= since or folder in contained}


def _progress(scan: Scan) -> tuple[float, bool, str]:
    return scan.started, scan.is_finished, scan.after


def _read_entry(values: list[Any]) -> Entry:
    listed, digest, children, months, years, albums, undated, undeveloped, size, settings, covers = values
    totals = {
        album: AlbumTotal(photos, Row._make(cover), {month: tuple(total) for month, total in of.items()})
        for album, (photos, cover, of) in albums.items()
    }
    read = {album: ListedSettings._make(one) for album, one in settings.items()} if settings else settings
    rows = {name: Row._make(row) if row else None for name, row in covers.items()} if covers else covers
    return Entry(listed, digest, tuple(children), months, years, totals, undated, undeveloped, size, read, rows)
