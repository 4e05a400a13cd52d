"""The pages, complete without JavaScript: a query in, HTML out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from gallery.errors import GalleryError
from gallery.library.albums import Album, album_photos_among, list_album_photos, list_albums
from gallery.library.previews import drop_non_pictures, get_photo, limit_unchecked
from gallery.library.timeline import Timeline, list_photos_of_months, parse_months
from gallery.library.trash import list_trash
from gallery.model.folders import ROOT, ROOT_QUERY
from gallery.model.months import Month, check_month
from gallery.model.paging import Page, PhotoSequence, find_neighbors, page_after, page_before
from gallery.model.photos import Photo
from gallery.storage.account import Storage
from gallery.storage.concurrency import submit_deduplicated
from gallery.web.access import ANONYMOUS, Caller, safe_return_path
from gallery.web.flash import take_flash
from gallery.web.forms import MAX_PARTS
from gallery.web.templating import PreviewUrls, render

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
    previews, loose = (
        submit_deduplicated(PreviewUrls.of, storage),
        submit_deduplicated(list_album_photos, storage, ROOT),
    )
    albums = list_albums(storage)
    return render("albums.html", caller, albums=albums, loose=loose.result().photos, previews=previews.result())


def trash_page(storage: Storage, ticket: str | None, caller: Caller) -> str:
    """What was deleted, with the way back."""
    previews, photos = submit_deduplicated(PreviewUrls.of, storage), submit_deduplicated(list_trash, storage)
    report = take_flash(storage, ticket)
    deleted = photos.result()
    shown, count = deleted[:MAX_PARTS], len(deleted)
    return render("trash.html", caller, photos=shown, count=count, previews=previews.result(), report=report)


def error_page(error: GalleryError) -> str:
    """A refusal, for people."""
    return render("error.html", ANONYMOUS, error=error)


def sign_in_page(reason: str, address: str, *, has_key: bool) -> str:
    """The form for the owner's key, if there is one, which leads back to where the browser wanted to go."""
    return render("sign_in.html", ANONYMOUS, reason=reason, to=safe_return_path(address), has_key=has_key)


def open_sequence(storage: Storage, album: str | None) -> PhotoSequence:
    """The photos of an album, or the timeline for None."""
    return Timeline(storage) if album is None else list_album_photos(storage, album)


def requested_sequence(storage: Storage, query: Mapping[str, str]) -> PhotoSequence:
    """The timeline or the album of a query, or only the months that it names. Raises BadRequest."""
    album, months = _album_asked_for(query), query.get("month")
    if not months:
        return open_sequence(storage, album)
    named = parse_months(months)
    return list_photos_of_months(storage, named) if album is None else list_album_photos(storage, album).within(named)


def drop_non_pictures_of(storage: Storage, page: Page) -> Page:
    """The page without the files that are no pictures; the next begins earlier where too many had to be looked at."""
    photos = limit_unchecked(page.photos)
    older = page.older if photos == page.photos else photos[-1].cursor
    return replace(page, photos=drop_non_pictures(storage, photos), older=older)


def _album_asked_for(query: Mapping[str, str]) -> str | None:
    album = query.get("album")
    return ROOT if album == ROOT_QUERY else album


def _photo_page(storage: Storage, name: str, caller: Caller) -> str:
    begun = submit_deduplicated(PreviewUrls.of, storage)
    photo = get_photo(storage, name)
    shelf = open_sequence(storage, photo.album)
    newer, older = find_neighbors(shelf, photo)
    previews = begun.result()
    library = _library(photo.album, shelf.months(), Page((photo,), "newer", "older"), previews)
    return render("photo.html", caller, photo=photo, previews=previews, newer=newer, older=older, library=library)


def _album_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    album = _album_asked_for(query)
    previews = submit_deduplicated(PreviewUrls.of, storage)
    shelf = open_sequence(storage, album)
    page = _page(storage, shelf, query, PAGE)
    return _render_photos(storage, query, caller, page, previews.result(), album=album, months=shelf.months())


def _timeline_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    timeline, begun = Timeline(storage), submit_deduplicated(PreviewUrls.of, storage)
    timeline.prefetch_months()
    page, months = _page(storage, timeline, query, PAGE), timeline.months()
    previews = begun.result()
    if page.newer:
        return _render_photos(storage, query, caller, page, previews, months=months)
    # A library that is filled by other tools alone has its photos here, and then this is its first page.
    loose = _page(storage, album_photos_among(timeline.root_blobs()), {}, LOOSE if page.photos else PAGE)
    # Where all photos are in albums, those are what there is to see.
    albums = [] if page.photos or loose.photos else list_albums(storage)
    return _render_photos(storage, query, caller, page, previews, months=months, loose=loose, albums=albums)


def _page(storage: Storage, shelf: PhotoSequence, query: Mapping[str, str], limit: int) -> Page:
    before, after = query.get("before"), query.get("after")
    if "month" in query:
        before = check_month(query["month"]) + AFTER_ALL_OF_MONTH
    page = page_after(shelf, after, limit) if after else page_before(shelf, before, limit)
    return drop_non_pictures_of(storage, page)


def _render_photos(  # noqa: PLR0913 - what the page is made of, each named
    storage: Storage,
    query: Mapping[str, str],
    caller: Caller,
    page: Page,
    previews: PreviewUrls,
    *,
    months: list[Month],
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
        months=months,
        previews=previews,
        library=_library(album, months, page, previews, loose=loose, month=query.get("month")),
        report=take_flash(storage, query.get("report")) if caller.is_owner else [],
    )


def _library(  # noqa: PLR0913 - what the scripts start from, each named
    album: str | None,
    months: list[Month],
    page: Page,
    previews: PreviewUrls,
    *,
    loose: Page | None = None,
    month: str | None = None,
) -> dict[str, Any]:
    """What the page's scripts start from: the months of the whole shelf, and the photos that the page shows."""
    # That of a month begins with its newest photo.
    is_cut = bool(page.photos and page.newer and not month)
    ends = ([page.photos[0].month] if is_cut else []) + ([page.photos[-1].month] if page.photos and page.older else [])
    return {
        "album": album,
        "months": [month.json() for month in months],
        "photos": [previews.photo_json(photo) for photo in page.photos],
        "partial": ends,
        "newer": is_cut,
        "loose": [previews.photo_json(photo) for photo in loose.photos] if loose else [],
        "previews": previews.json(),
    }


def _by_month(page: Page) -> list[tuple[str, list[Photo]]]:
    return [(month, list(photos)) for month, photos in groupby(page.photos, key=lambda photo: photo.month)]
