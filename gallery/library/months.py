"""Years and months of the timeline: what a listing of one finds. Whoever lists one corrects what hints say of it."""

from dataclasses import dataclass

from gallery.library.hints import Hints, update_month_hint, update_year_hint
from gallery.model.blobs import Blob
from gallery.model.folders import NameClass
from gallery.model.months import MONTH_FOLDER, Month, Year, month_folder, month_of_folder
from gallery.model.paging import PhotoList, sort_newest_first
from gallery.model.photos import is_photo, photo_of
from gallery.storage.account import Storage
from gallery.storage.listing import Listing


@dataclass(frozen=True)
class ListedMonth:
    """The photos under a month's folder."""

    month: Month
    dated: PhotoList
    others: list[Blob]
    """Of albums within the month."""


def list_year(storage: Storage, year: str, hints: Hints) -> tuple[Year, Listing]:
    """A year as it is, and all that its folder holds. Its hint is corrected."""
    folder = f"{year}/"
    storage.photos.listing_times.record_listing(folder)
    listing = storage.photos.list_folder(folder)
    months = [month_of_folder(below) for below in sorted(listing.folders) if MONTH_FOLDER.fullmatch(below)]
    seen = Year(tuple(months), has_albums=bool(listing.blobs) or len(months) < len(listing.folders))
    update_year_hint(storage, hints, year, seen)
    return seen, listing


def list_month(storage: Storage, month: str, hints: Hints) -> ListedMonth:
    """A month as it is. Its hint is corrected."""
    folder = month_folder(month)
    storage.photos.listing_times.record_listing(folder)
    blobs = storage.photos.list_prefix(folder)
    dated = PhotoList(
        sort_newest_first([photo_of(blob) for blob in blobs if blob.name_class is NameClass.DATED and is_photo(blob)])
    )
    # With those that are not finished yet, which the hint must not deny.
    others = [blob for blob in blobs if blob.name_class is NameClass.ALBUM]
    seen = next(iter(dated.months()), Month(month, 0, 0))
    update_month_hint(storage, hints, seen, has_albums=bool(others))
    return ListedMonth(seen, dated, others)
