"""Entries: what the catalog keeps of one folder, computed from a listing of it."""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from itertools import groupby
from typing import Any, NamedTuple

from gallery.library.index.listed_settings import ListedSettings
from gallery.library.index.rows import ROWS_VERSION, Row, row_of
from gallery.model.blobs import Blob
from gallery.model.folders import album_of_name, folder_of_album, index_folder
from gallery.model.photos import Photo

MonthTotal = tuple[int, float]
"""Number of photos, and the sum of their aspect ratios."""


class AlbumTotal(NamedTuple):
    """The photos directly in an album."""

    photos: int
    cover: Row
    """The newest photo."""
    months: dict[str, MonthTotal] = {}  # noqa: RUF012 - never changed: it's the value of an album with a folder alone
    """Of an album within a month's folder. Any other album has those of its folder."""


class LibraryTotals(NamedTuple):
    """What the library holds."""

    photos: int
    bytes: int
    albums: int


class Entry(NamedTuple):
    """A folder of the index, as one listing found it."""

    listed: float
    """Seconds since 1970, UTC: when the listing started, by the storage service's clock."""
    digest: str
    """Of everything the listing found. Equal digests mean equal rows."""
    children: tuple[str, ...] = ()
    """Prefixes of the folders in it."""
    months: dict[str, MonthTotal] = {}  # noqa: RUF012 - never changed: it's the value of an empty folder
    years: dict[str, str] = {}  # noqa: RUF012 - never changed: it's the value of an empty folder
    """For each year, a digest of its rows."""
    albums: dict[str, AlbumTotal] = {}  # noqa: RUF012 - never changed: it's the value of an empty folder
    """By the album's path. A month's folder may contain several, any other folder is one album."""
    undated: int = 0
    """Photos whose time isn't known for sure, because their bytes or their sidecar haven't been read."""
    undeveloped: int = 0
    """Photos without facts or previews, or with facts from an earlier release, and files that may be photos."""
    bytes: int = 0
    settings: dict[str, ListedSettings] = {}  # noqa: RUF012 - never changed: it's the value of an empty folder
    """By the album's path."""
    covers: dict[str, Row | None] = {}  # noqa: RUF012 - never changed: it's the value of a folder without chosen ones
    """By name, the photos of the folder that albums were given as covers; None for those that aren't there."""
    tagged: dict[str, dict[str, AlbumTotal]] = {}  # noqa: RUF012 - never changed: it's the value of a folder without any
    """By the path of an album, the photos that tags show in it: by their own folder, which may be hidden."""
    has_unfinished: bool = False
    """Whether blobs in it need a closer look than their names and ETags: those of uploads and moves that weren't
    completed."""

    @property
    def photos(self) -> int:
        """How many photos the folder has."""
        return sum(count for count, _ in self.months.values())


def add_totals(
    totals: Mapping[str, MonthTotal], more: Iterable[Mapping[str, MonthTotal]], sign: int = 1
) -> dict[str, MonthTotal]:
    """Return the sums of months' totals, or with -1 their difference."""
    sums = dict(totals)
    for months in more:
        for month, (count, ratio_sum) in months.items():
            before, ratio_before = sums.get(month, (0, 0.0))
            sums[month] = before + sign * count, ratio_before + sign * ratio_sum
    return sums


def add_album_total(total: AlbumTotal | None, more: AlbumTotal) -> AlbumTotal:
    """Return an album's photos with more. The newest is the cover."""
    if total is None:
        return more
    cover = max(total.cover, more.cover, key=lambda row: row.cursor)
    return AlbumTotal(total.photos + more.photos, cover, add_totals(total.months, [more.months]))


def read_months(months: Mapping[str, Any]) -> dict[str, MonthTotal]:
    """Return the totals of months from JSON."""
    return {month: (count, ratio_sum) for month, (count, ratio_sum) in months.items()}


def digest_listing(blobs: Iterable[Blob], children: Iterable[str], unchecked: Iterable[str]) -> str:
    """Return a digest of a listing: names and ETags of its blobs, subfolders, and files that may be photos."""
    return digest_names(((blob.name, blob.etag) for blob in blobs), children, unchecked)


def digest_names(blobs: Iterable[tuple[str, str]], children: Iterable[str], unchecked: Iterable[str] = ()) -> str:
    """Return the digest of a listing from the names and ETags of its blobs."""
    return _digest([*(f"{name}\n{etag}" for name, etag in sorted(blobs)), *sorted(children), "?", *unchecked])


def summarize(digest: str, children: Collection[str], photos: list[Photo], unchecked: int) -> Entry:
    """Return the entry of a folder with these photos, newest first, except for when it was listed and its settings."""
    uncertain = [photo.has_uncertain_date for photo in photos]
    incomplete = (is_uncertain or not one.is_up_to_date for one, is_uncertain in zip(photos, uncertain, strict=True))
    return Entry(
        0,
        digest,
        tuple(sorted(children)),
        _total_months(photos),
        {year: _digest(map(_version_of, group)) for year, group in _grouped(photos, 4)},
        _total_albums(photos),
        sum(uncertain),
        unchecked + sum(incomplete),
        sum(photo.total_bytes for photo in photos),
        tagged=_total_tagged(photos),
    )


def _version_of(photo: Photo) -> str:
    """Return what differs between two versions of a photo's row. Companions come and go without changing the photo."""
    version = f"{photo.name}\n{photo.blob.etag}"
    return f"{version}\n{photo.companions}" if photo.companions else version


def _grouped(photos: list[Photo], length: int) -> Iterable[tuple[str, list[Photo]]]:
    return ((key, list(group)) for key, group in groupby(photos, key=lambda photo: photo.when[:length]))


def _total_months(photos: list[Photo]) -> dict[str, MonthTotal]:
    return {month: _total(group) for month, group in _grouped(photos, 7)}


def _total(photos: list[Photo]) -> MonthTotal:
    return len(photos), round(sum(photo.ratio for photo in photos), 2)


def _total_albums(photos: list[Photo]) -> dict[str, AlbumTotal]:
    albums: dict[str, list[Photo]] = {}
    for photo in photos:
        album = album_of_name(photo.name)
        if album is not None:
            albums.setdefault(album, []).append(photo)
    is_alone = len(albums) == 1 and sum(map(len, albums.values())) == len(photos)
    return {
        album: AlbumTotal(len(group), row_of(group[0]), {} if is_alone else _total_months(group))
        for album, group in albums.items()
    }


def _total_tagged(photos: list[Photo]) -> dict[str, dict[str, AlbumTotal]]:
    tagged: dict[str, dict[str, list[Photo]]] = {}
    for photo in photos:
        for album in photo.other_albums:
            tagged.setdefault(album, {}).setdefault(_source_of(photo), []).append(photo)
    return {
        album: {source: AlbumTotal(len(group), row_of(group[0]), _total_months(group)) for source, group in by.items()}
        for album, by in tagged.items()
    }


def _source_of(photo: Photo) -> str:
    return folder_of_album(photo.album) if photo.album else index_folder(photo.name)


def _digest(parts: Iterable[str]) -> str:
    return sha256("\n".join([ROWS_VERSION, *parts]).encode(errors="surrogatepass")).hexdigest()[:20]
