"""The pages, complete without JavaScript: a query in, HTML out."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Any

from gallery.errors import GalleryError, NotFound
from gallery.library.album_state import AlbumState, read_album_state
from gallery.library.albums import Album, list_albums, list_sub_albums
from gallery.library.index.opening import open_index
from gallery.library.previews import get_photo
from gallery.library.timeline import AFTER_ALL_OF_MONTH, PAGE_PHOTOS, open_timeline
from gallery.model.folders import ROOT, folder_of_album, index_folder
from gallery.model.months import Month, check_month
from gallery.model.paging import Page, PhotoSequence, find_neighbors, page_after, page_before
from gallery.model.photos import Photo
from gallery.settings import Settings
from gallery.storage.account import Storage
from gallery.storage.concurrency import submit_deduplicated
from gallery.web.access import ANONYMOUS, Caller, require_visible, safe_return_path
from gallery.web.flash import take_flash
from gallery.web.preview_urls import PreviewUrls
from gallery.web.queries import drop_non_pictures_of, open_sequence, requested_album
from gallery.web.templating import render

NO_TITLES: Mapping[str, str] = MappingProxyType({})


def home_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    """Render one photo, an album, or the timeline. Raises NotFound."""
    if "photo" in query:
        return _photo_page(storage, query, caller)
    if "album" in query:
        return _album_page(storage, query, caller)
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
    )


def error_page(error: GalleryError, caller: Caller) -> str:
    return render("error.html", caller, error=error)


def sign_in_page(settings: Settings, message: str, address: str = "/", *, is_error: bool = False) -> str:
    """Render the sign-in form, which leads back to `address`; without an owner's key, how to set one."""
    return render(
        "sign_in.html",
        ANONYMOUS,
        message=message,
        is_error=is_error,
        return_path=safe_return_path(address),
        has_key=bool(settings.owner_key),
        has_link=bool(settings.sign_in_link),
    )


def _photo_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    """Render a photo between its neighbors in the album of the query if it's in there, otherwise in the timeline."""
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    require_visible(storage, query["photo"], caller)
    photo, album = get_photo(storage, query["photo"]), requested_album(query)
    if photo.album != album:
        album = None
    sequence = open_sequence(storage, album, caller, photo.cursor)
    newer, older = find_neighbors(sequence, photo)
    previews = urls.result()
    library = _library(query, album, sequence.months(), Page((photo,), "newer", "older"), previews)
    return render(
        "photo.html",
        caller,
        photo=photo,
        album=album,
        previews=previews,
        newer=newer,
        older=older,
        tiles=library["tiles"],
        library=library,
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
        titles=index.titles(),
        state=read_album_state(index, album) if has_menu else None,
    )


def _timeline_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    timeline = open_timeline(storage, is_owner=caller.is_owner, cursor=_cursor_before(query) or query.get("after"))
    page, months = _page(storage, timeline, query), timeline.months()
    return _render_photos(storage, query, caller, page, urls.result(), months=months, is_updating=timeline.is_updating)


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
    titles: Mapping[str, str] = NO_TITLES,
    state: AlbumState | None = None,
    is_updating: bool = False,
) -> str:
    library = _library(query, album, months, page, previews)
    return render(
        "photos.html",
        caller,
        page=page,
        sections=_group_by_month(page),
        album=album,
        albums=albums,
        titles=titles,
        state=state,
        is_updating=is_updating,
        months=months,
        missing_container=storage.photos.container_name if storage.photos.is_missing else "",
        previews=previews,
        tiles=library["tiles"],
        library=library,
        flash=take_flash(storage, query.get("report")) if caller.is_owner else [],
    )


def _library(
    query: Mapping[str, str], album: str | None, months: list[Month], page: Page, previews: PreviewUrls
) -> dict[str, Any]:
    """What the page's scripts start from: all months of the album or timeline, and the photos on the page."""
    # A page opened at a month starts with the month's newest photo.
    is_cut = bool(page.photos and page.newer and "month" not in query)
    partial = [page.photos[0].month] if is_cut else []
    partial += [page.photos[-1].month] if page.photos and page.older else []
    return {
        "album": album,
        "months": [month.json() for month in months],
        "photos": [previews.photo_json(photo) for photo in page.photos],
        "partial": partial,
        "newer": is_cut,
        "previews": previews.json(),
        "tiles": query.get("tiles", ""),
    }


def _group_by_month(page: Page) -> list[tuple[str, list[Photo]]]:
    return [(month, list(photos)) for month, photos in groupby(page.photos, key=lambda photo: photo.month)]
