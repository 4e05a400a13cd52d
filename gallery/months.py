"""Years and months of the timeline: what a listing of one finds, and the hints that save listing all of them.

A hint is an empty blob beside the previews, `.months/2026` or `.months/2026-09`, whose metadata says what whoever
listed that year or month saw. All hints come with one call. They may be wrong or gone: whoever lists a year or a month
corrects its hint, and every index lists what this process has changed, what has no hint, and others in their turn.
"""

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass

from gallery.errors import GalleryError
from gallery.listing import Listing
from gallery.pagination import Month, Sorted, newest_first
from gallery.photos import Blob, Place, is_photo
from gallery.storage import Storage

HINTS = ".months/"

YEAR_FOLDER = re.compile(r"\d{4}/", re.ASCII)
MONTH_FOLDER = re.compile(r"\d{4}/(0[1-9]|1[0-2])/", re.ASCII)

_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_RATIO_SUM = re.compile(r"\d{1,12}(\.\d{1,4})?", re.ASCII)
_MASK = re.compile(r"[01]{12}", re.ASCII)

Metadata = Mapping[str, str]


@dataclass(frozen=True)
class Year:
    """What a year's folder holds."""

    months: tuple[str, ...]
    """`2026-09`, those that have a folder, oldest first."""
    has_albums: bool
    """Whether there is anything besides: albums within the year."""


@dataclass(frozen=True)
class ListedMonth:
    """The photos under a month's folder."""

    month: Month
    dated: Sorted
    others: list[Blob]
    """Of albums within the month."""


@dataclass(frozen=True)
class Hints:
    """The metadata of all hints, by what they are for: `2026` or `2026-09`."""

    known: Mapping[str, Metadata]

    def year(self, year: str) -> Year | None:
        """None while nobody has listed it."""
        metadata = self.known.get(year, {})
        mask = metadata.get("months", "")
        if not _MASK.fullmatch(mask):
            return None
        months = tuple(f"{year}-{number:02}" for number, there in enumerate(mask, 1) if there == "1")
        return Year(months, metadata.get("albums") != "no")

    def month(self, month: str) -> Month:
        """Without figures while nobody has listed it."""
        count, ratio_sum = (self.known.get(month, {}).get(name, "") for name in ("count", "ratio_sum"))
        if not _COUNT.fullmatch(count) or not _RATIO_SUM.fullmatch(ratio_sum):
            return Month(month)
        return Month(month, int(count), float(ratio_sum))

    def month_has_albums(self, month: str) -> bool:
        """True also while nobody has listed it."""
        return self.known.get(month, {}).get("albums") != "no"


def read_hints(storage: Storage) -> Hints:
    """All of them, with one call."""
    return Hints({blob.name.removeprefix(HINTS): blob.metadata for blob in storage.previews.under(HINTS)})


def list_year(storage: Storage, year: str, hints: Hints) -> tuple[Year, Listing]:
    """A year as it is, and all that its folder holds. Its hint is corrected."""
    folder = f"{year}/"
    storage.photos.sightings.see(folder)
    listing = storage.photos.folder(folder)
    months = [month_in(below) for below in sorted(listing.folders) if MONTH_FOLDER.fullmatch(below)]
    has_albums = bool(listing.blobs) or len(months) < len(listing.folders)
    mask = "".join("1" if f"{year}-{number:02}" in months else "0" for number in range(1, 13))
    _correct(storage, hints, year, {"months": mask, "albums": "yes" if has_albums else "no"})
    return Year(tuple(months), has_albums), listing


def list_month(storage: Storage, month: str, hints: Hints) -> ListedMonth:
    """A month as it is. Its hint is corrected."""
    folder = month_folder(month)
    storage.photos.sightings.see(folder)
    blobs = storage.photos.under(folder)
    dated = Sorted(newest_first([blob.photo for blob in blobs if blob.place is Place.DATED and is_photo(blob)]))
    # With those that are not finished yet, which the hint must not deny.
    others = [blob for blob in blobs if blob.place is Place.ALBUM]
    seen = next(iter(dated.months()), Month(month, 0, 0))
    figures = {"count": str(seen.count), "ratio_sum": str(seen.ratio_sum), "albums": "yes" if others else "no"}
    _correct(storage, hints, month, figures)
    return ListedMonth(seen, dated, others)


def month_folder(month: str) -> str:
    """`2026/09/`."""
    return f"{month.replace('-', '/')}/"


def month_in(folder: str) -> str:
    """The opposite of month_folder."""
    return folder[:7].replace("/", "-")


def years_among(folders: Collection[str]) -> list[str]:
    """Those of the container's outermost folders that are years, `2026`, oldest first."""
    return sorted(folder[:4] for folder in folders if YEAR_FOLDER.fullmatch(folder))


def _correct(storage: Storage, hints: Hints, what: str, metadata: Metadata) -> None:
    if hints.known.get(what) != metadata:
        with suppress(GalleryError):  # A hint that can't be written is no reason to show nothing.
            storage.previews.replace(HINTS + what, b"", "application/octet-stream", metadata)
