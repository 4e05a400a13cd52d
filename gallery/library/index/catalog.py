"""The catalog: one entry per folder, and how far the scan of the container has come."""

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, NamedTuple

from gallery.library.index.chunks import CHUNK_LINES, LEVEL, pack_lines, read_chunks
from gallery.library.index.entries import Entry
from gallery.library.index.packed_entries import UNREADABLE, PackedEntries, PackedEntry
from gallery.library.index.sums import Sums, read_sums, sum_up
from gallery.memory import pause_garbage_collection
from gallery.model.blobs import Blob
from gallery.model.folders import ROOT

FORMAT = 12
"""Version of the format. A catalog in another one is ignored, and the container scanned again."""

GZIP = 16 + zlib.MAX_WBITS
"""Tells zlib that data is in the format of gzip."""


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
    """Pages need few of them: reading any parses it. See `packed` and `sums` for what they need of all."""
    scan: Scan = NO_SCAN
    blob: Blob | None = field(default=None, compare=False)
    """Where it was read or written."""
    stored_sums: Sums | None = field(default=None, compare=False, repr=False)
    """Those in the blob."""

    @property
    def packed(self) -> Mapping[str, PackedEntry]:
        """What every page needs of each folder."""
        return self._entries.packed

    @cached_property
    def sums(self) -> Sums:
        """The sums over all folders."""
        return self.stored_sums or sum_up(self.folders)

    def merge(self, entries: Mapping[str, Entry], scan: Scan | None = None) -> "Catalog":
        """Return the catalog with these entries, unless it has a later one. A finished scan drops what it didn't find.

        Of two scans, the one that started later counts, then the one that has come further. If that changes nothing,
        return this catalog itself.
        """
        later = {
            folder: entry
            for folder, entry in entries.items()
            if folder not in self.packed or entry.listed > self.packed[folder].listed
        }
        folders = self._entries.replace(later) if later else self._entries
        if not scan or _progress(scan) <= _progress(self.scan):
            return Catalog(folders, self.scan, self.blob) if later else self
        return Catalog(_drop_deleted(folders, scan.started) if scan.is_finished else folders, scan)

    def digests_of(self, year: str) -> Mapping[str, str]:
        """Return the digest of each folder's rows of a year. See Entry.years."""
        possible = ((folder, entry.years) for folder, entry in self.packed.items() if year in entry.digests)
        return {folder: years[year] for folder, years in possible if year in years}

    def pack(self) -> bytes:
        """Return the blob's content: a line with what every page needs, and chunks with a line for each folder."""
        chunks = pack_lines([entry.rest for entry in self.packed.values()])
        listed, photos, digests, *_ = zip(*self.packed.values(), strict=True) if self.packed else ((),) * 3
        start = {"format": FORMAT, "scan": self.scan, "sums": self.sums, "folders": list(self.packed)}
        start |= {"listed": listed, "photos": photos, "digests": digests}
        start |= {"chunks": list(map(len, chunks)), "checksum": zlib.crc32(b"".join(chunks))}
        line = json.dumps(start, separators=(",", ":")) + "\n"
        return b"".join([gzip.compress(line.encode(), LEVEL, mtime=0), *chunks])

    @staticmethod
    def unpack(data: bytes) -> "Catalog":
        """Return the catalog in a blob, or an empty one if that isn't a catalog of this format."""
        try:
            with pause_garbage_collection():
                first = zlib.decompressobj(GZIP)
                found = json.loads(first.decompress(data))
                if found["format"] != FORMAT or found["checksum"] != zlib.crc32(first.unused_data) or not first.eof:
                    return Catalog()
                entries, sums = _read_entries(found, first.unused_data), read_sums(found["sums"])
                if UNREADABLE in map(entries.get, sums.with_settings):
                    return Catalog()  # One of them may say that an album is private.
                return Catalog(entries, Scan(*found["scan"]), stored_sums=sums)
        except (zlib.error, ValueError, TypeError, LookupError, AttributeError):
            return Catalog()

    @cached_property
    def _entries(self) -> PackedEntries:
        return self.folders if isinstance(self.folders, PackedEntries) else PackedEntries.pack(self.folders)


def _read_entries(found: dict[str, Any], rest: bytes) -> PackedEntries:
    numbers = range(len(found["folders"]))
    chunks = list(read_chunks(rest, found["chunks"]))
    chunk_of = [chunks[number // CHUNK_LINES] for number in numbers]
    columns = zip(found["listed"], found["photos"], found["digests"], chunk_of, numbers, strict=True)
    # Three times as fast as PackedEntry._make: a large library has thousands.
    entries = map(partial(tuple.__new__, PackedEntry), columns)
    return PackedEntries(dict(zip(found["folders"], entries, strict=True)), {})


def _drop_deleted(folders: PackedEntries, since: float) -> PackedEntries:
    """Return the folders without those that were listed before and that no folder contains anymore.

    A scan finds folders whose entries it doesn't write, because they have just changed, or are only a minute old.
    """
    contained, pending = {ROOT}, [ROOT]
    if ROOT not in folders:
        return folders
    while pending:
        entry = folders.get(pending.pop())
        new = [child for child in entry.children if child not in contained] if entry else []
        contained.update(new)
        pending += new
    return folders.keep({folder for folder, entry in folders.packed.items() if entry.listed >= since} | contained)


def _progress(scan: Scan) -> tuple[float, bool, str]:
    return scan.started, scan.is_finished, scan.after
