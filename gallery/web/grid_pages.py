"""Pages that show a list of photos: what they have in common, complete without JavaScript."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Any

from gallery.library.album_state import AlbumState
from gallery.library.albums import Album
from gallery.library.index.entries import LibraryTotals
from gallery.library.timeline import AFTER_ALL_OF_MONTH, PAGE_PHOTOS, Timeline
from gallery.model.months import Month, check_month
from gallery.model.paging import Page, PhotoList, PhotoSequence, page_after, page_before
from gallery.model.photos import Photo
from gallery.model.sort_orders import SortOrder
from gallery.storage.account import Storage
from gallery.web.access import Caller
from gallery.web.flash import take_flash
from gallery.web.preview_urls import PreviewUrls
from gallery.web.queries import drop_non_pictures_of
from gallery.web.selections import Selection, read_search
from gallery.web.templating import render
from gallery.web.urls import list_query

NO_TITLES: Mapping[str, str] = MappingProxyType({})


def read_page(storage: Storage, sequence: PhotoSequence, query: Mapping[str, str]) -> Page:
    """Return the page that a query asks for."""
    before, after = cursor_before(query, order_of(sequence)), query.get("after")
    page = page_after(sequence, after, PAGE_PHOTOS) if after else page_before(sequence, before, PAGE_PHOTOS)
    return drop_non_pictures_of(storage, page)


def cursor_before(query: Mapping[str, str], order: SortOrder = SortOrder.NEWEST) -> str | None:
    """Return the cursor after which a page starts. Raises BadRequest."""
    if "month" not in query:
        return query.get("before")
    month = check_month(query["month"])
    return month if order is SortOrder.OLDEST else month + AFTER_ALL_OF_MONTH


def order_of(sequence: PhotoSequence) -> SortOrder:
    """Return the order of a list. Only albums have others than the newest first."""
    return sequence.order if isinstance(sequence, PhotoList) else SortOrder.NEWEST


def render_photos(  # noqa: PLR0913 - the parts of the page
    storage: Storage,
    query: Mapping[str, str],
    caller: Caller,
    page: Page,
    previews: PreviewUrls,
    *,
    sequence: PhotoSequence,
    months: list[Month],
    album: str | None = None,
    description: str = "",
    albums: Sequence[Album] = (),
    selection: Selection | None = None,
    titles: Mapping[str, str] = NO_TITLES,
    state: AlbumState | None = None,
    is_updating: bool = False,
    totals: LibraryTotals | None = None,
    on_this_day: str = "",
) -> str:
    """Render a page of the timeline, an album or a selection."""
    shown = describe_list(query, album, selection, sequence)
    library = library_data(query, shown, months, page, previews)
    return render(
        "photos.html",
        caller,
        page=page,
        sections=group_by_month(page, order_of(sequence)),
        order=order_of(sequence),
        album=album,
        description=description,
        albums=albums,
        selection=selection,
        list_query=shown["query"],
        titles=titles,
        state=state,
        search=read_search(selection, caller),
        is_updating=is_updating,
        totals=totals,
        on_this_day=on_this_day,
        months=months,
        missing_container=storage.photos.container_name if storage.photos.is_missing else "",
        previews=previews,
        tiles=library["tiles"],
        library=library,
        flash=take_flash(storage, query.get("report")) if caller.is_owner else [],
    )


def library_data(
    query: Mapping[str, str], shown: Mapping[str, Any], months: list[Month], page: Page, previews: PreviewUrls
) -> dict[str, Any]:
    """What the page's scripts start from: all months of the list that it shows, and the photos on the page."""
    # A page opened at a month starts with the month's newest photo.
    is_cut = bool(page.photos and page.newer and "month" not in query)
    has_months = not months or months[0].month
    sections = [photo.month if has_months else "" for photo in page.photos]
    partial = sections[:1] if is_cut else []
    partial += sections[-1:] if page.older else []
    return {
        **shown,
        "months": [month.json() for month in months],
        "photos": [previews.photo_json(photo) for photo in page.photos],
        "partial": partial,
        "newer": is_cut,
        "previews": previews.json(),
        "tiles": query.get("tiles", ""),
    }


def describe_list(
    query: Mapping[str, str], album: str | None, selection: Selection | None, sequence: PhotoSequence
) -> dict[str, Any]:
    """Return which list a page shows. Links within an album repeat an order that isn't everyone's default."""
    heading = selection.heading if selection else ""
    shown = selection.query if selection else list_query(album)
    order = order_of(sequence)
    if album is not None and (order is not SortOrder.NEWEST or "sort" in query):
        shown = {**shown, "sort": order.value}
    outside = sequence.outside if isinstance(sequence, Timeline) else []
    return {"album": album, "query": shown, "heading": heading, "outside": outside}


def group_by_month(page: Page, order: SortOrder) -> list[tuple[str, list[Photo]]]:
    """Return the photos of a page by section: a month, or "" in an order that doesn't keep months together."""
    section_of = PhotoList([], order).section_of
    return [(month, list(photos)) for month, photos in groupby(page.photos, key=section_of)]
