"""The photos that a query asks for."""

from collections.abc import Mapping
from dataclasses import replace

from gallery.errors import BadRequest
from gallery.library.album_settings import is_private
from gallery.library.albums import open_album
from gallery.library.content_checks import drop_non_pictures, limit_unchecked
from gallery.library.timeline import list_photos_of_months, open_timeline, parse_months
from gallery.model.folders import ROOT, ROOT_QUERY, folder_of_album
from gallery.model.paging import Page, PhotoList, PhotoSequence
from gallery.model.sort_orders import SortOrder
from gallery.storage.account import Storage
from gallery.web.access import Caller
from gallery.web.grid import chosen_tile_size
from gallery.web.request import Request
from gallery.web.selections import requested_selection


def page_query(request: Request) -> dict[str, str]:
    """The query and the browser's tile size, without the flash message for HEAD: reading it deletes it."""
    query = {key: value for key, value in request.params.items() if key != "report" or request.method == "GET"}
    return {**query, "tiles": chosen_tile_size(request)}


def requested_album(query: Mapping[str, str]) -> str | None:
    """The album of a query, or None for the timeline."""
    album = query.get("album")
    return ROOT if album == ROOT_QUERY else album


def requested_order(query: Mapping[str, str]) -> SortOrder | None:
    """Return the order of an album's photos that a query asks for; None for the album's own. Raises BadRequest."""
    sort = query.get("sort")
    if sort is not None and sort not in list(SortOrder):
        raise BadRequest("sort must be %(orders)s.", orders=", ".join(SortOrder))
    return SortOrder(sort) if sort else None


def open_sequence(
    storage: Storage, query: Mapping[str, str], album: str | None, caller: Caller, cursor: str | None = None
) -> PhotoSequence:
    """Return the photos of an album, in the order of the query, or for None the timeline, from this cursor."""
    if album is None:
        return open_timeline(storage, is_owner=caller.is_owner, cursor=cursor)
    return _open_album(storage, query, album, caller)


def requested_sequence(storage: Storage, query: Mapping[str, str], caller: Caller) -> PhotoSequence:
    """Return the timeline, album or selection of a query, or only the months it names.

    Raises BadRequest, and NotSignedIn for a selection that only the owner may see.
    """
    if selection := requested_selection(query):
        if months := query.get("month"):
            return selection.open_months(storage, caller, parse_months(months))
        return selection.open(storage, caller)
    album, months = requested_album(query), query.get("month")
    if not months:
        return open_sequence(storage, query, album, caller, query.get("before"))
    parsed = parse_months(months)
    if album is None:
        return list_photos_of_months(storage, parsed, is_owner=caller.is_owner)
    return _open_album(storage, query, album, caller).within(parsed)


def _open_album(storage: Storage, query: Mapping[str, str], album: str, caller: Caller) -> PhotoList:
    """Return an album's photos: for those who may not see it none, as if it didn't exist."""
    order = requested_order(query)
    photos = open_album(storage, album, is_owner=caller.is_owner, order=order)
    if not caller.is_owner and is_private(storage, folder_of_album(album)):
        return PhotoList([], is_updating=photos.is_updating)
    return photos


def drop_non_pictures_of(storage: Storage, page: Page) -> Page:
    """Return the page without files that aren't pictures. It gets shorter if too many files had to be checked."""
    photos = limit_unchecked(page.photos)
    older = page.older if photos == page.photos else photos[-1].cursor
    return replace(page, photos=drop_non_pictures(storage, photos), older=older)
