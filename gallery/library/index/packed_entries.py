"""Entries as the catalog's blob has them: what every page needs of each folder, and the rest, parsed when needed."""

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from gallery.library.index.chunks import Chunk
from gallery.library.index.entries import AlbumTotal, Entry, read_months
from gallery.library.index.listed_settings import ListedSettings
from gallery.library.index.rows import Row

UNREADABLE = Entry(0, "")
"""Instead of an entry that another tool wrote. Its folder's next listing replaces it."""


class PackedEntry(NamedTuple):
    """A folder's entry."""

    listed: float
    """See Entry."""
    photos: int
    digests: str
    """Entry.years as text, `2026 0123… 2025 4567…`: pages need those of few folders."""
    chunk: Chunk
    number: int
    """Of its line."""

    @property
    def years(self) -> dict[str, str]:
        """See Entry."""
        parts = self.digests.split()
        return dict(zip(parts[::2], parts[1::2], strict=False))

    @property
    def rest(self) -> str:
        """JSON, on one line."""
        return self.chunk.line(self.number)

    def unpack(self) -> Entry:
        """Return the entry."""
        try:
            return _read_entry(self.listed, self.years, *json.loads(self.rest))
        except (ValueError, TypeError, AttributeError):
            return UNREADABLE


class PackedEntries(Mapping[str, Entry]):
    """Entries by folder. In a large library, parsing all of them takes longer than everything else on a page."""

    def __init__(self, packed: Mapping[str, PackedEntry], parsed: Mapping[str, Entry]) -> None:
        self.packed = packed
        self._parsed = dict(parsed)

    @staticmethod
    def pack(entries: Mapping[str, Entry]) -> "PackedEntries":
        """Return these entries."""
        return PackedEntries({folder: _pack(entry) for folder, entry in entries.items()}, entries)

    def replace(self, later: Mapping[str, Entry]) -> "PackedEntries":
        """Return the entries with these."""
        packed = {folder: _pack(entry) for folder, entry in later.items()}
        return PackedEntries({**self.packed, **packed}, {**self._parsed, **later})

    def keep(self, folders: set[str]) -> "PackedEntries":
        """Return the entries of these folders only."""
        packed = {folder: entry for folder, entry in self.packed.items() if folder in folders}
        return PackedEntries(packed, {folder: entry for folder, entry in self._parsed.items() if folder in folders})

    def __getitem__(self, folder: str) -> Entry:
        """Return the entry of a folder."""
        if folder not in self._parsed:
            self._parsed[folder] = self.packed[folder].unpack()
        return self._parsed[folder]

    def __contains__(self, folder: object) -> bool:
        """Return whether the catalog has an entry of a folder, without parsing it."""
        return folder in self.packed

    def __iter__(self) -> Iterator[str]:
        """Yield the folders."""
        return iter(self.packed)

    def __len__(self) -> int:
        """Return how many folders there are."""
        return len(self.packed)


def _pack(entry: Entry) -> PackedEntry:
    rest = (entry.digest, entry.children, entry.months, *entry[entry._fields.index("albums") :])
    line, digests = json.dumps(rest, separators=(",", ":")), " ".join(chain.from_iterable(entry.years.items()))
    return PackedEntry(entry.listed, entry.photos, digests, Chunk(lambda: [line]), 0)


def _read_entry(  # noqa: PLR0913, PLR0917 - the fields of an entry
    listed: float,
    years: dict[str, str],
    digest: str,
    children: list[str],
    months: dict[str, Any],
    albums: dict[str, Any],
    undated: int,
    undeveloped: int,
    size: int,
    settings: dict[str, Any],
    covers: dict[str, Any],
    tagged: dict[str, Any],
    has_unfinished: bool,  # noqa: FBT001 - a field of an entry
) -> Entry:
    # Most folders have none of the last three, and a page of albums reads all entries.
    sources = {album: _read_totals(by_source) for album, by_source in tagged.items()} if tagged else {}
    read = {album: ListedSettings._make(one) for album, one in settings.items()} if settings else {}
    rows = {name: Row._make(row) if row else None for name, row in covers.items()} if covers else {}
    return Entry(
        listed,
        digest,
        tuple(children),
        read_months(months),
        years,
        _read_totals(albums),
        undated,
        undeveloped,
        size,
        read,
        rows,
        sources,
        has_unfinished,
    )


def _read_totals(totals: Mapping[str, Any]) -> dict[str, AlbumTotal]:
    return {key: AlbumTotal(photos, Row._make(cover), read_months(of)) for key, (photos, cover, of) in totals.items()}
