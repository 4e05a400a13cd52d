"""The pages, complete without JavaScript: a query in, HTML out."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Any

from gallery.errors import NotFound
from gallery.library.album_state import AlbumState, read_album_state
from gallery.library.albums import Album, list_albums, list_sub_albums
from gallery.library.index.opening import open_index
from gallery.library.index.view import LibraryTotals
from gallery.library.on_this_day import may_have_anniversaries, today
from gallery.library.place_names import name_place
from gallery.library.previews import get_photo
from gallery.library.search.results import SearchResults
from gallery.library.timeline import AFTER_ALL_OF_MONTH, PAGE_PHOTOS, open_timeline
from gallery.model.folders import ROOT, folder_of_album, index_folder
from gallery.model.months import Month, check_month
from gallery.model.paging import Page, PhotoSequence, find_neighbors, page_after, page_before
from gallery.model.photos import Photo
from gallery.storage.account import Storage
from gallery.storage.concurrency import submit_deduplicated
from gallery.web.access import Caller, require_visible
from gallery.web.flash import take_flash
from gallery.web.preview_urls import PreviewUrls
from gallery.web.queries import drop_non_pictures_of, open_sequence, requested_album
from gallery.web.selections import Selection, read_search, requested_selection
from gallery.web.templating import render
from gallery.web.urls import list_query

NO_TITLES: Mapping[str, str] = MappingProxyType({})


def home_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    """Render one photo, an album, or the timeline. Raises NotFound."""
    if "photo" in query:
        return _photo_page(storage, query, caller)
    if "album" in query:
        return _album_page(storage, query, caller)
    if selection := requested_selection(query):
        return _selection_page(storage, query, caller, selection)
    return _timeline_page(storage, query, caller)


def albums_page(storage: Storage, caller: Caller) -> str:
    previews = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    index = open_index(storage, is_owner=caller.is_owner, listed=[ROOT])
    albums, root_photos = list_albums(index), index.photos_of(ROOT).photos
    return render(
        "albums.html",
        caller,
        albums=albums,
        titles=index.titles(),
        root_photos=root_photos,
        previews=previews.result(),
        totals=index.totals() if caller.is_owner else None,
    )


def _photo_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    """Render a photo between its neighbors in the list of the query if it's in there, otherwise in the timeline."""
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    require_visible(storage, query["photo"], caller)
    photo, album = get_photo(storage, query["photo"]), requested_album(query)
    if photo.album != album:
        album = None
    sequence, photo, selection = _open_around(storage, photo, album, requested_selection(query), caller)
    newer, older = find_neighbors(sequence, photo)
    previews = urls.result()
    library = _library(
        query, _describe(album, selection), sequence.months(), Page((photo,), "newer", "older"), previews
    )
    return render(
        "photo.html",
        caller,
        photo=photo,
        album=album,
        list_query=_list_query(album, selection),
        search=read_search(selection, caller),
        place=name_place(photo.embedded.latitude, photo.embedded.longitude) if caller.is_owner else "",
        previews=previews,
        newer=newer,
        older=older,
        tiles=library["tiles"],
        library=library,
    )


def _open_around(
    storage: Storage, photo: Photo, album: str | None, selection: Selection | None, caller: Caller
) -> tuple[PhotoSequence, Photo, Selection | None]:
    """Return the list that shows a photo, and the photo as it's in there; None for a selection that doesn't have it."""
    if selection and album is None:
        selected = selection.open(storage, caller)
        if shown := selection.find(selected, photo):
            return selected, shown, selection
    return open_sequence(storage, album, caller, photo.cursor), photo, None


def _selection_page(storage: Storage, query: Mapping[str, str], caller: Caller, selection: Selection) -> str:
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    photos = selection.open(storage, caller)
    page, months = _page(storage, photos, query), photos.months()
    return _render_photos(
        storage,
        query,
        caller,
        page,
        urls.result(),
        months=months,
        albums=photos.albums if isinstance(photos, SearchResults) and not page.newer else (),
        selection=selection,
        is_updating=photos.is_updating,
    )


def _album_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    album = requested_album(query) or ROOT
    previews = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    index = open_index(storage, is_owner=caller.is_owner, listed=[index_folder(folder_of_album(album))])
    photos = index.photos_of(album)
    page, months = _page(storage, photos, query), photos.months()
    albums = [] if page.newer or album == ROOT else list_sub_albums(index, album)
    # After its last photo was deleted, the page has the flash message with Undo; without a container, the reason.
    is_shown = album == ROOT or "report" in query or storage.photos.is_missing
    is_new = caller.is_owner and album in index.settings
    if not (months or albums or is_shown or is_new):
        raise NotFound("This album doesn't exist.")
    has_menu = caller.is_owner and (months or albums or is_new)
    return _render_photos(
        storage,
        query,
        caller,
        page,
        previews.result(),
        album=album,
        months=months,
        albums=albums,
        totals=index.totals() if caller.is_owner else None,
        titles=index.titles(),
        state=read_album_state(index, album) if has_menu else None,
    )


def _timeline_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    timeline = open_timeline(storage, is_owner=caller.is_owner, cursor=_cursor_before(query) or query.get("after"))
    page, months = _page(storage, timeline, query), timeline.months()
    is_first = bool(page.photos) and not page.newer
    return _render_photos(
        storage,
        query,
        caller,
        page,
        urls.result(),
        months=months,
        is_updating=timeline.is_updating,
        totals=timeline.totals() if caller.is_owner else None,
        on_this_day=today().strftime("%m-%d") if is_first and may_have_anniversaries(months, today()) else "",
    )


def _page(storage: Storage, sequence: PhotoSequence, query: Mapping[str, str]) -> Page:
    before, after = _cursor_before(query), query.get("after")
    page = page_after(sequence, after, PAGE_PHOTOS) if after else page_before(sequence, before, PAGE_PHOTOS)
    return drop_non_pictures_of(storage, page)


def _cursor_before(query: Mapping[str, str]) -> str | None:
    return check_month(query["month"]) + AFTER_ALL_OF_MONTH if "month" in query else query.get("before")


def _render_photos(  # noqa: PLR0913 - the parts of the page
    storage: Storage,
    query: Mapping[str, str],
    caller: Caller,
    page: Page,
    previews: PreviewUrls,
    *,
    months: list[Month],
    album: str | None = None,
    albums: Sequence[Album] = (),
    selection: Selection | None = None,
    titles: Mapping[str, str] = NO_TITLES,
    state: AlbumState | None = None,
    is_updating: bool = False,
    totals: LibraryTotals | None = None,
    on_this_day: str = "",
) -> str:
    library = _library(query, _describe(album, selection), months, page, previews)
    return render(
        "photos.html",
        caller,
        page=page,
        sections=_group_by_month(page),
        album=album,
        albums=albums,
        selection=selection,
        list_query=_list_query(album, selection),
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


def _library(
    query: Mapping[str, str], shown: Mapping[str, Any], months: list[Month], page: Page, previews: PreviewUrls
) -> dict[str, Any]:
    """What the page's scripts start from: all months of the list that it shows, and the photos on the page."""
    # A page opened at a month starts with the month's newest photo.
    is_cut = bool(page.photos and page.newer and "month" not in query)
    partial = [page.photos[0].month] if is_cut else []
    partial += [page.photos[-1].month] if page.photos and page.older else []
    return {
        **shown,
        "months": [month.json() for month in months],
        "photos": [previews.photo_json(photo) for photo in page.photos],
        "partial": partial,
        "newer": is_cut,
        "previews": previews.json(),
        "tiles": query.get("tiles", ""),
    }


def _describe(album: str | None, selection: Selection | None) -> dict[str, Any]:
    """Return which list a page shows."""
    heading = selection.heading if selection else ""
    return {"album": album, "query": _list_query(album, selection), "heading": heading}


def _list_query(album: str | None, selection: Selection | None) -> dict[str, str]:
    return selection.query if selection else list_query(album)


def _group_by_month(page: Page) -> list[tuple[str, list[Photo]]]:
    return [(month, list(photos)) for month, photos in groupby(page.photos, key=lambda photo: photo.month)]
