"""Reading and writing year files in the container."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from gallery.errors import Changed, NotFound, PhotoExists
from gallery.library.index.caches import SizedCache
from gallery.library.index.members import Member
from gallery.library.index.state import YEARS
from gallery.library.index.year_files import LENGTH_BYTES, FolderChange, Header, Part, YearUpdate, update_year
from gallery.model.blobs import Blob
from gallery.storage.account import Storage
from gallery.storage.blocks import block_id, write_blocks

FIRST_READ = 256 * 1024
"""Bytes: the header of almost every year with its newest member, and small years completely."""

WHOLE = 8 * 1024 * 1024
"""Bytes that a search reads at once: a year of 100,000 photos."""

MAX_CACHED = 32_000_000
"""Characters of decompressed members that a process keeps: about 100,000 photos."""

MAX_FILES = 200
"""Year files of which a process keeps the header."""

MAX_ATTEMPTS = 2
"""To write a file that another instance writes at the same moment."""


@dataclass(frozen=True)
class YearFile:
    """A year file as it was listed, read as far as needed."""

    storage: Storage
    blob: Blob
    header: Header
    offset: int
    """Where the members start."""
    start: bytes
    """The bytes that were read with the header."""

    @property
    def digests(self) -> dict[str, str]:
        """The digest of each folder's rows. See Entry.years."""
        return {folder: rows.digest for folder, rows in self.header.folders.items()}

    def read(self, part: Part) -> Member:
        """Return one of its members. Raises Changed or NotFound if the file has changed, and that member with it."""
        cached = _members.get(part.block)
        if cached is None:
            try:
                data = self._read_bytes(part)
            except (Changed, NotFound):
                # A later writer, perhaps this request itself, has kept most of its members.
                data = self._find_in_newest(part)
            cached = Member(data)
            _members.add(part.block, cached, cached.size)
        return cached

    def _read_bytes(self, part: Part) -> bytes:
        begin, end = self.offset + part.start, self.offset + part.start + part.length
        if end <= len(self.start):
            return self.start[begin:end]
        return self.storage.photos.read_unchanged(self.blob, begin, part.length)

    def _find_in_newest(self, part: Part) -> bytes:
        newest = open_newest_year(self.storage, self.blob)
        for other in newest.header.parts:
            if other.block == part.block:
                return newest._read_bytes(other)  # noqa: SLF001 - the same class
        raise Changed("The index has changed.")

    def read_packed(self, parts: Iterable[Part]) -> dict[str, bytes]:
        """Return members by their blocks, with few large reads. Raises Changed, NotFound."""
        packed: dict[str, bytes] = {}
        start, data = 0, self.start
        for part in parts:
            begin = self.offset + part.start - start
            if begin < 0 or begin + part.length > len(data):
                start = self.offset + part.start
                begin, data = 0, self.storage.photos.read_unchanged(self.blob, start, self._length_from(start))
            packed[part.block] = data[begin : begin + part.length]
        return packed

    def _length_from(self, start: int) -> int:
        """Return how much to read from there, up to WHOLE. A member is never longer."""
        return min(WHOLE, self.blob.length - start)


_members: SizedCache[Member] = SizedCache(MAX_CACHED)
"""By the digest that names its block."""

_files: SizedCache[YearFile] = SizedCache(MAX_FILES)
"""By URL and ETag."""


def open_year(storage: Storage, blob: Blob, first_read: int = 0) -> YearFile:
    """Open a year file as it was listed, and read FIRST_READ bytes, or `first_read`, unless it was opened before.

    Raises Changed, NotFound, and ValueError if it's in another format.
    """
    cached = _files.get(_key(storage, blob))
    if cached is None:
        return _remember(_open(storage, blob, first_read))
    # The cached one may have been opened with another connection, which is closed by now.
    return replace(cached, storage=storage)


def open_newest_year(storage: Storage, blob: Blob) -> YearFile:
    """Open a year file as it is now. Raises as open_year."""
    return open_year(storage, storage.photos.get_properties(blob.name))


def open_current_year(storage: Storage, blob: Blob, first_read: int = 0) -> YearFile:
    """Open a year file as it was listed, or as it is now if it has changed since. See open_year."""
    try:
        return open_year(storage, blob, first_read)
    except (Changed, NotFound):
        return open_newest_year(storage, blob)


def write_year(storage: Storage, year: str, blob: Blob | None, changes: Mapping[str, FolderChange]) -> Blob:
    """Replace the rows of these folders in a year file, and return it. Raises Changed if others keep writing it."""
    for _ in range(MAX_ATTEMPTS):
        try:
            return _write(storage, year, blob, changes)
        except (Changed, NotFound, PhotoExists):
            blob = _find(storage, year)
    raise Changed("The index of %(year)s is being written by another instance.", year=year)


def _write(storage: Storage, year: str, blob: Blob | None, changes: Mapping[str, FolderChange]) -> Blob:
    try:
        update = _update(open_year(storage, blob) if blob else None, changes)
    except ValueError:
        update = _update(None, changes)
    start = update.header.pack()
    order = [block_of(part.block) for part in update.header.parts]
    new = {block_of(block): data for block, data in update.new_blocks.items()}
    first = block_id(sha256(start).digest())
    written = write_blocks(storage.photos, YEARS + year, {first: start, **new}, [first, *order], blob)
    written = replace(written, length=len(start) + sum(part.length for part in update.header.parts))
    _remember(YearFile(storage, written, update.header, len(start), start))
    return written


def _update(file: YearFile | None, changes: Mapping[str, FolderChange]) -> YearUpdate:
    return update_year(file.header if file else Header(), lambda part: file.read(part).rows() if file else [], changes)


def _open(storage: Storage, blob: Blob, first_read: int) -> YearFile:
    length = min(max(first_read, FIRST_READ), blob.length)
    start = storage.photos.read_unchanged(blob, 0, length) if length else b""
    offset = LENGTH_BYTES + int.from_bytes(start[:LENGTH_BYTES], "big")
    if offset > blob.length:
        raise ValueError("This isn't a year file.")
    packed = start[LENGTH_BYTES:offset]
    if offset > len(start):
        packed += storage.photos.read_unchanged(blob, len(start), offset - len(start))
    return YearFile(storage, blob, Header.unpack(packed), offset, start)


def _remember(file: YearFile) -> YearFile:
    _files.add(_key(file.storage, file.blob), replace(file, start=file.start[:FIRST_READ]), 1)
    return file


def _key(storage: Storage, blob: Blob) -> str:
    return f"{storage.photos.url(blob.name)} {blob.etag}"


def _find(storage: Storage, year: str) -> Blob | None:
    try:
        return storage.photos.get_properties(YEARS + year)
    except NotFound:
        return None


def block_of(digest: str) -> str:
    """Return the ID of the block with a member."""
    return block_id(bytes.fromhex(digest))
