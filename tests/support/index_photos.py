"""Photos for tests of the index, which need no storage."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from gallery.library.index.entries import Entry, summarize
from gallery.library.index.rows import Row, row_of
from gallery.model.blobs import Blob
from gallery.model.paging import sort_newest_first
from gallery.model.photos import Photo, photo_of

CREATED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

FOLDERS = ("", "Rome/", "Trips/Oslo/", "2026/09/12/", "a//")

WHENS = st.sampled_from(
    ["2026-09-12T10:00:00", "2026-09-12T10:00:01", "2026-01-31", "2025-12-31T23:59:59", "1999-12-31"]
)


def facts(taken: str, width: int = 3) -> dict[str, str]:
    """Return the metadata of a developed photo."""
    return {"taken": taken, "taken_from": "exif", "width": str(width), "height": "2", "colour": "#000000"}


def make_photo(name: str, taken: str = "", *, etag: str = "1", length: int = 7, width: int = 3) -> Photo:
    """Return a photo as a listing would find it."""
    metadata = facts(taken, width) if taken else {}
    return photo_of(Blob(name, length, f'"{etag}"', b"m" * 16, "image/jpeg", CREATED, metadata))


def make_row(name: str, taken: str, etag: str = "1") -> Row:
    """Return a photo's row."""
    return row_of(make_photo(name, taken, etag=etag))


def make_entry(
    listed: float, photos: dict[str, str] | None = None, children: tuple[str, ...] = (), digest: str = ""
) -> Entry:
    """Return the entry of a folder with these photos: names, and when they were taken."""
    newest_first = sort_newest_first([make_photo(name, taken) for name, taken in (photos or {}).items()])
    entry = summarize(digest or f"digest of {photos} {children}", children, newest_first, 0)
    return entry._replace(listed=listed)
