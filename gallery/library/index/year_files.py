"""Year files: the rows of all photos of one year, newest first, in members that can be read and replaced one by one.

A file starts with four bytes, the length of its compressed header, and the header. The members follow. It's a blob of
blocks: one for the start, and one for each member.
"""

import json
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from operator import attrgetter
from typing import NamedTuple

from gallery.library.index.members import MEMBER_ROWS, pack_rows
from gallery.library.index.rows import ROWS_VERSION, Row
from gallery.model.folders import index_folder

LENGTH_BYTES = 4
SMALL = MEMBER_ROWS // 4
"""A changed member with fewer rows is joined with the next, so that files don't fall into pieces."""

_cursor: Callable[["Row"], str] = attrgetter("cursor")


class Part(NamedTuple):
    """Where a member is, and which cursors it covers."""

    block: str
    """Digest of its content, which names its block."""
    start: int
    """Bytes after the header."""
    length: int
    rows: int
    newest: str
    oldest: str


class FolderRows(NamedTuple):
    """The rows of one folder in a year file."""

    digest: str
    """See Entry.years."""
    blocks: tuple[str, ...]
    """The members that have them."""


@dataclass(frozen=True)
class Header:
    """What a year file says about itself."""

    parts: Sequence[Part] = ()
    folders: Mapping[str, FolderRows] = field(default_factory=dict)

    def pack(self) -> bytes:
        """Return the start of the file."""
        document = [ROWS_VERSION, self.parts, self.folders]
        packed = zlib.compress(json.dumps(document, separators=(",", ":")).encode())
        return len(packed).to_bytes(LENGTH_BYTES, "big") + packed

    @staticmethod
    def unpack(packed: bytes) -> "Header":
        """Return a header without its length. Raises ValueError for one in another format."""
        try:
            version, parts, folders = json.loads(zlib.decompress(packed))
            rows = {folder: FolderRows(digest, tuple(blocks)) for folder, (digest, blocks) in folders.items()}
            header = Header([Part(*part) for part in parts], rows)
        except (zlib.error, TypeError, AttributeError) as error:
            raise ValueError("This isn't a year file.") from error
        if version != ROWS_VERSION:
            raise ValueError("The year file is in another format.")
        return header


class FolderChange(NamedTuple):
    """The rows that a folder has now."""

    digest: str | None
    """None if it has no photos of this year."""
    rows: list[Row]


@dataclass(frozen=True)
class YearUpdate:
    """A new state of a year file."""

    header: Header
    new_blocks: Mapping[str, bytes]


def update_year(
    header: Header, read: Callable[[Part], Iterable[Row]], changes: Mapping[str, FolderChange]
) -> YearUpdate:
    """Return the file with the rows of these folders replaced. `read` returns the rows of a member."""
    new_rows = sorted((row for change in changes.values() for row in change.rows), key=_cursor, reverse=True)
    runs = list(_merge(header, read, changes, new_rows))
    blocks = {one.block: one.data for run in runs if not isinstance(run, Part) for one in run}
    parts, folders = _lay_out(runs)
    return YearUpdate(Header(parts, _describe_folders(header, changes, parts, folders)), blocks)


class Packed(NamedTuple):
    """A new member."""

    block: str
    data: bytes
    rows: list[Row]


Run = Part | list[Packed]
"""A member that stays as it is, or new members."""


def _merge(
    header: Header, read: Callable[[Part], Iterable[Row]], changes: Mapping[str, FolderChange], new_rows: list[Row]
) -> Iterator[Run]:
    """Yield the members in order. Only those that have rows of a changed folder, or get new ones, are rebuilt."""
    affected = {block for folder in changes for block in header.folders.get(folder, FolderRows("", ())).blocks}
    oldest_first = [_cursor(row) for row in reversed(new_rows)]
    taken, pending = 0, list[Row]()
    for index, part in enumerate(header.parts):
        is_last = index == len(header.parts) - 1
        until = len(new_rows) if is_last else len(new_rows) - bisect_left(oldest_first, part.oldest)
        mine, taken = new_rows[taken:until], max(taken, until)
        if part.block not in affected and not mine and not 0 < len(pending) < SMALL:
            yield _split(pending)
            yield part
            pending = []
            continue
        kept = read(part)
        if part.block in affected:
            kept = [row for row in kept if index_folder(row.name) not in changes]
        pending += sorted([*kept, *mine], key=_cursor, reverse=True)
    yield _split(pending if header.parts else new_rows)


def _split(rows: list[Row]) -> list[Packed]:
    """Return members of about equal size."""
    count = -(-len(rows) // MEMBER_ROWS)
    size = -(-len(rows) // count) if count else 1
    return [_pack(rows[start : start + size]) for start in range(0, len(rows), size)]


def _pack(rows: list[Row]) -> Packed:
    data = pack_rows(rows)
    return Packed(sha256(data).hexdigest(), data, rows)


def _lay_out(runs: list[Run]) -> tuple[list[Part], dict[str, set[str]]]:
    """Return the members with their positions, and the folders of each new one."""
    parts, folders, start = list[Part](), dict[str, set[str]](), 0
    for run in runs:
        for part in [run] if isinstance(run, Part) else map(_describe, run):
            parts.append(part._replace(start=start))
            start += part.length
        if not isinstance(run, Part):
            folders |= {one.block: {index_folder(row.name) for row in one.rows} for one in run}
    return parts, folders


def _describe(new: Packed) -> Part:
    return Part(new.block, 0, len(new.data), len(new.rows), _cursor(new.rows[0]), _cursor(new.rows[-1]))


def _describe_folders(
    header: Header, changes: Mapping[str, FolderChange], parts: list[Part], new: Mapping[str, set[str]]
) -> dict[str, FolderRows]:
    digests = {folder: rows.digest for folder, rows in header.folders.items()}
    digests |= {folder: change.digest for folder, change in changes.items() if change.digest}
    gone = {folder for folder, change in changes.items() if not change.digest}
    kept = {part.block for part in parts} - new.keys()
    blocks: dict[str, list[str]] = {folder: [] for folder in digests if folder not in gone}
    for folder in blocks:
        before = header.folders.get(folder)
        blocks[folder] += [block for block in before.blocks if block in kept] if before else []
    for block, folders in new.items():
        for folder in folders:
            blocks[folder].append(block)
    return {folder: FolderRows(digests[folder], tuple(found)) for folder, found in blocks.items()}
