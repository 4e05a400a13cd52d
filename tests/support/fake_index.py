"""The index of a fake library, made by the index's own functions from names and times alone.

Scanning a million photos would take a minute. A test checks that a scan finds the same.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, cast

from gallery.library.index import listed_folders, state, year_store
from gallery.library.index.catalog import Catalog, Scan
from gallery.library.index.entries import Entry, digest_listing, summarize
from gallery.library.index.rows import Row, row_of
from gallery.library.index.state import CATALOG, YEARS
from gallery.library.index.year_files import FolderChange, Header, update_year
from gallery.library.index.year_store import block_of
from gallery.model.folders import index_folder, is_month_folder
from gallery.storage.blocks import block_id
from support.fake_library import photo_md5, photo_metadata, taken_of
from support.fake_listing import PHOTO_BYTES, PHOTO_ETAG, PHOTOS_MODIFIED, FakeAccount

if TYPE_CHECKING:
    from gallery.model.blobs import Blob
    from gallery.model.photos import Photo

SCANNED_BEFORE = 60
"""Seconds before the start at which all folders were listed: after they were marked as changed."""


class _Photo:
    """Both a photo and its blob, as far as the index looks at them, ten times as fast to make."""

    __slots__ = ("name", "when")
    etag, length, content_type, is_archived = PHOTO_ETAG, PHOTO_BYTES, "image/jpeg", False
    created = datetime.fromtimestamp(PHOTOS_MODIFIED, UTC)
    is_undated, has_uncertain_date, is_up_to_date, ratio = False, False, True, 4 / 3
    other_albums: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    video = raw = None
    total_bytes = PHOTO_BYTES

    def __init__(self, name: str) -> None:
        self.name, self.when = name, taken_of(name)

    @property
    def blob(self) -> "_Photo":
        return self

    @property
    def identity(self) -> bytes:
        return photo_md5(self.name)

    @property
    def metadata(self) -> dict[str, str]:
        return photo_metadata(self.name)


def build_index(
    account: FakeAccount,
    years: Collection[str] | None = None,
    complete: Callable[[Row], Row] = lambda row: row,
    add_settings: Callable[[str, Entry], Entry] = lambda _, entry: entry,
) -> None:
    """Write the catalog and the files of these years, by default all, as a finished scan would.

    `complete` may add what searches look at to the rows, and `add_settings` those of albums to the entries of folders.
    """
    listed = float(int(account.now - SCANNED_BEFORE))
    names, children = account.library.names_from(""), _children(account.library.folders)
    by_folder = {folder: list(group) for folder, group in groupby(names, index_folder)}
    entries = {
        folder: _entry(listed, map(_Photo, by_folder.get(folder, ())), children[folder]) for folder in sorted(children)
    }
    entries = {folder: add_settings(folder, entry) for folder, entry in entries.items()}
    catalog = Catalog(entries, Scan(listed, "", "", len(account.library)))
    account.photos.put(CATALOG, catalog.pack(), account.now, {}, content_type="application/gzip")
    for year in sorted({year for entry in entries.values() for year in entry.years}):
        if years is None or year in years:
            _write_year(account, year, entries, by_folder, complete)


def forget_index() -> None:
    """Forget what this process has read of any index, as if it had just started."""
    state._catalogs.clear()  # noqa: SLF001 - only tests and benchmarks need this
    listed_folders._digests.clear()  # noqa: SLF001 - only tests and benchmarks need this
    year_store._files.clear()  # noqa: SLF001 - only tests and benchmarks need this
    year_store._members.clear()  # noqa: SLF001 - only tests and benchmarks need this


def _children(folders: Iterable[str]) -> dict[str, list[str]]:
    """Return the folders of the index with those directly in them."""
    children: dict[str, list[str]] = {"": []}
    for name in dict.fromkeys(map(index_folder, folders)):
        folder = name
        while folder:
            outer = folder[: folder.rstrip("/").rfind("/") + 1]
            children.setdefault(folder, [])
            if folder not in children.setdefault(outer, []):
                children[outer].append(folder)
            folder = outer
    return {folder: [] if is_month_folder(folder) else inner for folder, inner in children.items()}


def _entry(listed: float, found: Iterable[_Photo], children: list[str]) -> Entry:
    photos = list(found)
    digest = digest_listing(cast("list[Blob]", photos), children, [])
    photos.sort(key=lambda photo: f"{photo.when} {photo.name}", reverse=True)
    return summarize(digest, children, cast("list[Photo]", photos), 0)._replace(listed=listed)


def _write_year(
    account: FakeAccount,
    year: str,
    entries: Mapping[str, Entry],
    names: Mapping[str, Iterable[str]],
    complete: Callable[[Row], Row],
) -> None:
    digests = {folder: entry.years[year] for folder, entry in entries.items() if year in entry.years}
    changes = {
        folder: FolderChange(digest, list(map(complete, _rows_of_year(names[folder], year))))
        for folder, digest in digests.items()
    }
    update = update_year(Header(), lambda _: (), changes)
    start = update.header.pack()
    blocks = {block_id(bytes(32)): start}
    blocks |= {block_of(part.block): update.new_blocks[part.block] for part in update.header.parts}
    account.photos.put(YEARS + year, b"".join(blocks.values()), account.now, {}, blocks=blocks)


def _rows_of_year(names: Iterable[str], year: str) -> Iterator[Row]:
    return (row_of(cast("Photo", _Photo(name))) for name in names if taken_of(name).startswith(year))
