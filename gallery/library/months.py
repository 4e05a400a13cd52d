"""Listing years and months of the timeline. Each listing updates its hint."""

from dataclasses import dataclass

from gallery.library.content_checks import find_photos
from gallery.library.hints import Hints, update_month_hint, update_year_hint
from gallery.model.blobs import Blob
from gallery.model.folders import NameClass
from gallery.model.months import MONTH_FOLDER, Month, Year, month_folder, month_of_folder
from gallery.model.paging import PhotoList, sort_newest_first
from gallery.storage.account import Storage
from gallery.storage.listing import Listing


@dataclass(frozen=True)
class ListedMonth:
    """Everything under a month's folder."""

    month: Month
    dated: PhotoList
    others: list[Blob]
    """Blobs of albums within the month."""


def list_year(storage: Storage, year: str, hints: Hints) -> tuple[Year, Listing]:
    """List a year's folder, one level deep, and update its hint."""
    folder = f"{year}/"
    storage.photos.listing_times.record_listing(folder)
    listing = storage.photos.list_folder(folder)
    months = [month_of_folder(below) for below in sorted(listing.folders) if MONTH_FOLDER.fullmatch(below)]
    listed = Year(tuple(months), has_albums=bool(listing.blobs) or len(months) < len(listing.folders))
    update_year_hint(storage, hints, year, listed)
    return listed, listing


def list_month(storage: Storage, month: str, hints: Hints) -> ListedMonth:
    """List everything under a month's folder and update its hint."""
    folder = month_folder(month)
    storage.photos.listing_times.record_listing(folder)
    blobs = storage.photos.list_prefix(folder)
    dated_blobs = (blob for blob in blobs if blob.name_class is NameClass.DATED)
    dated = PhotoList(sort_newest_first(find_photos(storage, dated_blobs)))
    # Reservations are included: the hint must not say that there are no albums.
    others = [blob for blob in blobs if blob.name_class is NameClass.ALBUM]
    listed = next(iter(dated.months()), Month(month, 0, 0))
    update_month_hint(storage, hints, listed, has_albums=bool(others))
    return ListedMonth(listed, dated, others)
