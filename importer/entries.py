"""The files of the sources: in folders and in zips, by the same interface.

Nothing is ever unpacked to disk. Symbolic links aren't followed, and a zip's names lead nowhere outside it.
"""

import lzma
import os
import stat
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Protocol
from zoneinfo import ZoneInfo

from importer.errors import ImportFailed, UnreadableZip

MAX_RATIO = 200
"""A zip entry of MIN_BOMB_BYTES or more that's compressed better than this is a bomb: photos hardly shrink, and the
text that Takeout adds is small."""

MIN_BOMB_BYTES = 10_000_000
MAX_ENTRIES = 2_000_000
"""Files in one zip. Takeout's have some ten thousand."""

LINK = "a symbolic link, which isn't followed"
SPECIAL = "not a regular file"
NOT_FILES = frozenset({LINK, SPECIAL})
UNSAFE_NAME = "a name in the zip that leads outside of it"
ENCRYPTED = "encrypted in the zip"
BOMB = "compressed like a zip bomb"
UNREADABLE = "it can't be read"

READ_ERRORS = (
    OSError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
)
"""What reading a file raises if it's damaged, or if its zip needs what Python doesn't have."""

_ENCRYPTED_FLAG = 1
_UNIX = 3
"""Bits and systems of zips (PKWARE APPNOTE.TXT, 4.4.2 and 4.4.4)."""


class Source(Protocol):
    """A folder or a zip that a person named."""

    @property
    def path(self) -> Path:
        """Where it is."""

    @property
    def label(self) -> str:
        """What reports put before the names in it."""

    def list_entries(self) -> Iterator["Entry"]:
        """Yield every file in it, also those that can't be imported."""

    def open(self, entry: "Entry") -> IO[bytes]:
        """Open one for reading. Opening and reading it raise READ_ERRORS."""


@dataclass(frozen=True)
class Entry:
    """A file of a source."""

    source: Source = field(repr=False, compare=False)
    name: str
    """Its path within the source, with slashes."""
    size: int
    """Bytes."""
    version: str = ""
    """Changes with its content, as far as one can tell without reading it."""
    modified: datetime | None = None
    """When it was last changed: with a time zone in a folder; in a zip it's local time somewhere."""
    problem: str = ""
    """Why it can't be imported, whatever it contains."""
    copy: int = 1
    """Which one it is of several in a zip with the same name."""

    @property
    def path(self) -> str:
        """What reports and the journal call it."""
        path = f"{self.source.label}/{self.name}" if self.name else self.source.label
        return path if self.copy == 1 else f"{path} ({self.copy}. in the zip)"

    @property
    def folder(self) -> str:
        """Its folder within the source; "" at the top."""
        return self.name.rpartition("/")[0]

    @property
    def file(self) -> str:
        """Its name without folders."""
        return self.name.rpartition("/")[2]

    def open(self) -> IO[bytes]:
        """See Source."""
        return self.source.open(self)

    def read(self, limit: int) -> bytes:
        """Return at most `limit` bytes from its start. Raises READ_ERRORS."""
        with self.open() as file:
            return file.read(limit)

    def local_time(self, zone: ZoneInfo) -> str | None:
        """When it was last changed, as wall-clock time (ISO 8601)."""
        if not self.modified:
            return None
        there = self.modified.astimezone(zone) if self.modified.tzinfo else self.modified
        return there.replace(tzinfo=None, microsecond=0).isoformat()


class FolderSource:
    """A folder with everything in it, or a single file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.label = path.as_posix()

    def list_entries(self) -> Iterator[Entry]:
        """See Source. In the order of names."""
        if not self.path.is_dir():
            self.label = self.path.parent.as_posix()
            yield self._describe(self.path, self.path.name)
            return
        yield from self._walk(self.path)

    def open(self, entry: Entry) -> IO[bytes]:
        """See Source. A link that has taken a file's place since isn't followed either."""
        folder = self.path if self.path.is_dir() else self.path.parent
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        return os.fdopen(os.open(folder / entry.name, flags), "rb")

    def _walk(self, folder: Path) -> Iterator[Entry]:
        try:
            children = sorted(os.scandir(folder), key=lambda child: child.name)
        except OSError:
            yield Entry(self, self._name_of(folder), 0, problem=UNREADABLE)
            return
        for child in children:
            if child.is_dir(follow_symlinks=False):
                yield from self._walk(Path(child.path))
            else:
                yield self._describe(Path(child.path), self._name_of(Path(child.path)))

    def _name_of(self, path: Path) -> str:
        return "" if path == self.path else path.relative_to(self.path).as_posix()

    def _describe(self, path: Path, name: str) -> Entry:
        try:
            info = path.lstat()
        except OSError:
            return Entry(self, name, 0, problem=UNREADABLE)
        problem = LINK if stat.S_ISLNK(info.st_mode) else "" if stat.S_ISREG(info.st_mode) else SPECIAL
        return Entry(
            self, name, info.st_size, f"{info.st_size}-{info.st_mtime_ns}", _local_time_of(info.st_mtime), problem
        )


class ZipSource:
    """A zip."""

    def __init__(self, path: Path) -> None:
        """Raises ImportFailed."""
        self.path = path
        self.label = path.as_posix()
        try:
            self._zip = zipfile.ZipFile(path)
        except READ_ERRORS as error:
            raise UnreadableZip(f"{path} can't be read as a zip: {error}. Download it again.") from error
        if len(self._zip.infolist()) > MAX_ENTRIES:
            raise ImportFailed(f"{path} has more than {MAX_ENTRIES:,} files.")
        self._by_name = defaultdict[str, list[zipfile.ZipInfo]](list)
        for info in self._zip.infolist():
            if not info.is_dir():
                self._by_name[info.filename].append(info)

    def list_entries(self) -> Iterator[Entry]:
        """See Source."""
        for name, infos in self._by_name.items():
            yield from (self._describe(name, copy, info) for copy, info in enumerate(infos, 1))

    def open(self, entry: Entry) -> IO[bytes]:
        """See Source. Several threads may read from the same zip."""
        return self._zip.open(self._by_name[entry.name][entry.copy - 1])

    def _describe(self, name: str, copy: int, info: zipfile.ZipInfo) -> Entry:
        version = f"{info.file_size}-{info.CRC:08x}"
        return Entry(self, name, info.file_size, version, _read_time(info), _find_problem(info), copy)


def open_source(path: Path) -> Source:
    """Open what a person named: a folder, a zip or a single file. Raises ImportFailed."""
    if not path.exists():
        raise ImportFailed(f"{path} doesn't exist.")
    return ZipSource(path) if is_zip(path.name) and path.is_file() else FolderSource(path)


def is_zip(name: str) -> bool:
    """Return whether a file is a zip, by its name."""
    return name.lower().endswith(".zip")


def _local_time_of(seconds: float) -> datetime | None:
    """Return a time in the system's time zone; None if it's out of range, as far as this system can tell."""
    try:
        return datetime.fromtimestamp(seconds).astimezone()
    except (ValueError, OverflowError, OSError):  # Windows: before 1970.
        return None


def _read_time(info: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*info.date_time)  # noqa: DTZ001 - zips have local time without a zone
    except ValueError:
        return None


def _find_problem(info: zipfile.ZipInfo) -> str:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in info.filename.partition("/")[0]:
        return UNSAFE_NAME
    if info.create_system == _UNIX and stat.S_ISLNK(info.external_attr >> 16):
        return LINK
    if info.flag_bits & _ENCRYPTED_FLAG:
        return ENCRYPTED
    if info.file_size >= MIN_BOMB_BYTES and info.file_size > MAX_RATIO * max(1, info.compress_size):
        return BOMB
    return ""
