"""The names and facts of photos in libraries that are too large to store: generated when they are needed."""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import NamedTuple, overload
from zlib import crc32

from gallery.model.embedded_facts import FACTS_VERSION
from gallery.model.folders import day_of_name
from gallery.model.preview_names import preview_marker

GENERATION = "0123456789abcdef"
"""Of the previews container."""

FILE = "IMG_"
DAYS_A_MONTH = 28
SUB_ALBUMS = 4
"""One album in as many lies within the album before."""

FIRST_TRIP, TRIP_DAYS = datetime(1997, 1, 1, tzinfo=UTC), 365 * 30 - 30
PHOTOS_A_DAY = 50
SCANS = 50
"""One album in as many has photos of all years, like scans of old slides."""


class Folder(NamedTuple):
    """Photos with consecutive numbers."""

    prefix: str
    photos: int


class FakeLibrary(Sequence[str]):
    """Sorted names."""

    def __init__(self, folders: Iterable[Folder]) -> None:
        self._folders = sorted(folders, key=lambda folder: folder.prefix + FILE)
        self._starts = [0, *accumulate(folder.photos for folder in self._folders)]
        self._photos = dict(self._folders)

    @property
    def folders(self) -> list[str]:
        """All folders with photos."""
        return [folder.prefix for folder in self._folders]

    def __len__(self) -> int:
        """Return how many photos there are."""
        return self._starts[-1]

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """Generate a name."""
        if isinstance(index, slice):
            raise TypeError
        if not 0 <= index < len(self):
            raise IndexError
        folder = bisect_right(self._starts, index) - 1
        return _name(self._folders[folder].prefix, index - self._starts[folder])

    def __contains__(self, name: object) -> bool:
        """Return whether there's a photo with this name."""
        if not isinstance(name, str):
            return False
        prefix, _, rest = name.rpartition(FILE)
        number = rest.partition(".")[0]
        return number.isdecimal() and int(number) < self._photos.get(prefix, 0) and _name(prefix, int(number)) == name

    def names_from(self, name: str) -> Iterator[str]:
        """Yield the names from this one on."""
        index = bisect_left(self, name)
        first = bisect_right(self._starts, index) - 1
        for folder, start in zip(self._folders[first:], self._starts[first:], strict=False):
            yield from (_name(folder.prefix, number) for number in range(max(0, index - start), folder.photos))


def _name(prefix: str, number: int) -> str:
    return f"{prefix}{FILE}{number:06}.jpg"


def month_folders(month: str, photos: int) -> Iterator[Folder]:
    """Yield the folders of days of a month like `2026/12/`, with this many photos in all."""
    for day in range(DAYS_A_MONTH):
        if count := (photos - day + DAYS_A_MONTH - 1) // DAYS_A_MONTH:
            yield Folder(f"{month}{day + 1:02}/", count)


def dated_folders(years: int, photos_a_month: int, last_year: int = 2026) -> Iterator[Folder]:
    """Yield the folders of a library with this many photos in each month."""
    for year in range(last_year - years + 1, last_year + 1):
        for month in range(1, 13):
            yield from month_folders(f"{year}/{month:02}/", photos_a_month)


def album_folders(albums: int, photos: int) -> Iterator[Folder]:
    """Yield this many albums, some within others, with this many photos in all."""
    for album in range(albums):
        outer = album - album % SUB_ALBUMS
        name = f"Album {outer:04}/" if album == outer else f"Album {outer:04}/Part {album - outer}/"
        yield Folder(name, (photos - album + albums - 1) // albums)


class Shape(NamedTuple):
    """What a library consists of."""

    years: int = 0
    """Years with dated folders; the last is 2026."""
    photos_a_month: int = 0
    albums: int = 0
    album_photos: int = 0
    """In all albums."""
    last_month: int = 0
    """Photos of December 2026, if there are no years."""

    @property
    def photos(self) -> int:
        """How many photos it has."""
        return self.years * 12 * self.photos_a_month + self.album_photos + self.last_month

    def folders(self) -> Iterator[Folder]:
        """Yield all folders."""
        yield from dated_folders(self.years, self.photos_a_month)
        yield from album_folders(self.albums, self.album_photos) if self.albums else ()
        yield from month_folders("2026/12/", self.last_month)


def photo_md5(name: str) -> bytes:
    """Return the MD5 of a photo, which has no bytes."""
    return hashlib.md5(name.encode(), usedforsecurity=False).digest()


def photo_metadata(name: str) -> dict[str, str]:
    """Return the metadata that the gallery would have written."""
    md5 = photo_md5(name)
    return {
        "taken": taken_of(name),
        "taken_from": "exif",
        "width": "4000",
        "height": "3000",
        "colour": "#7a8b9c",
        "facts": FACTS_VERSION,
        "camera": "Canon EOS 5D",
        "previews": preview_marker(GENERATION, md5, md5.hex()),
    }


def taken_of(name: str) -> str:
    """Return when a photo was taken: on its folder's day, or in an album on the days of one trip."""
    folder, _, file = name.rpartition("/")
    digits = file.removeprefix(FILE).partition(".")[0]
    number = int(digits if digits.isdecimal() else "".join(filter(str.isdecimal, file)) or "0")
    seed, day = _seed_and_day(folder)
    minutes = number * 7
    if not day:
        days = (crc32(name.encode()) if seed % SCANS == 0 else seed + number // PHOTOS_A_DAY) % TRIP_DAYS
        day = _day_of_trip(days)
    return f"{day}T{minutes // 60 % 24:02}:{minutes % 60:02}:{number % 60:02}"


@cache
def _seed_and_day(folder: str) -> tuple[int, str]:
    day = day_of_name(f"{folder}/{FILE}.jpg")
    return crc32(folder.encode()), str(day or "")


@cache
def _day_of_trip(days: int) -> str:
    return f"{FIRST_TRIP + timedelta(days):%Y-%m-%d}"
