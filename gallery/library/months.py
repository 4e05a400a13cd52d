"""Years and months of the timeline: what a listing of one finds. Whoever lists one corrects what hints say of it."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from gallery.library.hints import Hints, Year, correct_month, correct_year
from gallery.model.paging import Month, Sorted, newest_first
from gallery.model.photos import Blob, Place, is_photo
from gallery.storage.account import Storage
from gallery.storage.listing import Listing

YEAR_FOLDER = re.compile(r"\d{4}/", re.ASCII)
MONTH_FOLDER = re.compile(r"\d{4}/(0[1-9]|1[0-2])/", re.ASCII)


@dataclass(frozen=True)
class ListedMonth:
    """The photos under a month's folder."""

    month: Month
    dated: Sorted
    others: list[Blob]
    """Of albums within the month."""


def list_year(storage: Storage, year: str, hints: Hints) -> tuple[Year, Listing]:
    """A year as it is, and all that its folder holds. Its hint is corrected."""
    folder = f"{year}/"
    storage.photos.sightings.see(folder)
    listing = storage.photos.folder(folder)
    months = [month_in(below) for below in sorted(listing.folders) if MONTH_FOLDER.fullmatch(below)]
    seen = Year(tuple(months), has_albums=bool(listing.blobs) or len(months) < len(listing.folders))
    correct_year(storage, hints, year, seen)
    return seen, listing


def list_month(storage: Storage, month: str, hints: Hints) -> ListedMonth:
    """A month as it is. Its hint is corrected."""
    folder = month_folder(month)
    storage.photos.sightings.see(folder)
    blobs = storage.photos.under(folder)
    dated = Sorted(newest_first([blob.photo for blob in blobs if blob.place is Place.DATED and is_photo(blob)]))
    # With those that are not finished yet, which the hint must not deny.
    others = [blob for blob in blobs if blob.place is Place.ALBUM]
    seen = next(iter(dated.months()), Month(month, 0, 0))
    correct_month(storage, hints, seen, has_albums=bool(others))
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
