"""The pages, complete without JavaScript: a query in, HTML out."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from gallery.access import STRANGER, Caller, safe_return
from gallery.albums import Album, album_shelf, all_albums
from gallery.errors import GalleryError
from gallery.pagination import Page, Shelf, neighbours, page_after, page_before
from gallery.photos import ROOT, Photo
from gallery.previews import only_pictures, photo_named
from gallery.rendering import ROOT_QUERY, Previews, render
from gallery.reports import take_report
from gallery.storage import Storage
from gallery.timeline import Timeline, all_months, check_month
from gallery.trash import discarded

PAGE = 100
"""Photos on a page: about ten screens of a desktop, and half a megabyte of previews in view at a time."""

LOOSE = 12
"""Photos in no album that are shown above the timeline: one or two rows."""

AFTER_ALL_OF_MONTH = "-99"
"""Behind a month, this makes a cursor newer than every photo of that month."""


def home_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    """What `/` shows: one photo, an album, or the timeline from some point on. Raises NotFound."""
    if "photo" in query:
        return _photo_page(storage, query["photo"], caller)
    if "album" in query:
        return _album_page(storage, query, caller)
    return _timeline_page(storage, query, caller)


def albums_page(storage: Storage, caller: Caller) -> str:
    """All albums, by their covers."""
    loose = album_shelf(storage, ROOT).photos
    return render("albums.html", caller, albums=all_albums(storage), loose=loose, previews=Previews.of(storage))


def trash_page(storage: Storage, ticket: str | None, caller: Caller) -> str:
    """What was deleted, with the way back."""
    report = take_report(storage, ticket)
    return render("trash.html", caller, photos=discarded(storage), previews=Previews.of(storage), report=report)


def error_page(error: GalleryError) -> str:
    """A refusal, for people."""
    return render("error.html", STRANGER, error=error)


def sign_in_page(reason: str, address: str, *, has_key: bool) -> str:
    """The form for the owner's key, if there is one, which leads back to where the browser wanted to go."""
    return render("sign_in.html", STRANGER, reason=reason, to=safe_return(address), has_key=has_key)


def shelf_of(storage: Storage, album: str | None) -> Shelf:
    """The photos of an album, or the timeline for None."""
    return Timeline(storage) if album is None else album_shelf(storage, album)


def album_asked_for(query: Mapping[str, str]) -> str | None:
    """The album in a query, where ROOT has a name of its own; None when there is none."""
    album = query.get("album")
    return ROOT if album == ROOT_QUERY else album


def _photo_page(storage: Storage, name: str, caller: Caller) -> str:
    photo = photo_named(storage, name)
    newer, older = neighbours(shelf_of(storage, photo.album), photo)
    previews = Previews.of(storage)
    return render("photo.html", caller, photo=photo, previews=previews, newer=newer, older=older)


def _album_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    album = album_asked_for(query)
    page = _page(storage, shelf_of(storage, album), query, PAGE)
    return _render_photos(storage, query, caller, page, album=album)


def _timeline_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    page = _page(storage, Timeline(storage), query, PAGE)
    if page.newer:
        return _render_photos(storage, query, caller, page)
    # A library that is filled by other tools alone has its photos here, and then this is its first page.
    loose = _page(storage, album_shelf(storage, ROOT), {}, LOOSE if page.photos else PAGE)
    # Where all photos are in albums, those are what there is to see.
    albums = [] if page.photos or loose.photos else all_albums(storage)
    return _render_photos(storage, query, caller, page, loose=loose, albums=albums)


def _page(storage: Storage, shelf: Shelf, query: Mapping[str, str], limit: int) -> Page:
    before, after = query.get("before"), query.get("after")
    if "month" in query:
        before = check_month(query["month"]) + AFTER_ALL_OF_MONTH
    page = page_after(shelf, after, limit) if after else page_before(shelf, before, limit)
    return Page(only_pictures(storage, page.photos), page.newer, page.older)


def _render_photos(  # noqa: PLR0913 - what the page is made of, each named
    storage: Storage,
    query: Mapping[str, str],
    caller: Caller,
    page: Page,
    *,
    album: str | None = None,
    loose: Page | None = None,
    albums: Sequence[Album] = (),
) -> str:
    return render(
        "photos.html",
        caller,
        page=page,
        sections=_by_month(page),
        album=album,
        loose=loose,
        albums=albums,
        months=all_months(storage) if album is None else [],
        previews=Previews.of(storage),
        report=take_report(storage, query.get("report")) if caller.is_owner else [],
    )


def _by_month(page: Page) -> list[tuple[str, list[Photo]]]:
    return [(month, list(photos)) for month, photos in groupby(page.photos, key=lambda photo: photo.month)]
