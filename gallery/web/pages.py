"""The pages, complete without JavaScript: a query in, HTML out."""

from collections.abc import Mapping

from gallery.errors import NotFound
from gallery.library.album_state import read_album_state
from gallery.library.albums import list_albums, list_sub_albums, list_titles, sort_album
from gallery.library.companions import show_companions
from gallery.library.index.opening import open_index
from gallery.library.on_this_day import may_have_anniversaries, today
from gallery.library.place_names import name_place
from gallery.library.previews import get_photo
from gallery.library.search.results import SearchResults
from gallery.library.sidecars import read_annotations
from gallery.library.timeline import open_timeline
from gallery.model.dates import read_offset
from gallery.model.folders import ROOT, folder_of_album, index_folder
from gallery.model.paging import Page, PhotoSequence, find_neighbors
from gallery.model.photos import Photo
from gallery.storage.account import Storage
from gallery.storage.concurrency import submit_deduplicated
from gallery.web.access import Caller, require_visible
from gallery.web.grid_pages import cursor_before, describe_list, library_data, order_of, read_page, render_photos
from gallery.web.preview_urls import PreviewUrls
from gallery.web.queries import open_sequence, requested_album, requested_order
from gallery.web.selections import Selection, read_search, requested_selection
from gallery.web.templating import render


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
        titles=list_titles(index),
        root_photos=root_photos,
        previews=previews.result(),
        totals=index.totals() if caller.is_owner else None,
    )


def _photo_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    """Render a photo between its neighbors in the list of the query if it's in there, otherwise in the timeline."""
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    require_visible(storage, query["photo"], caller)
    photo, album = show_companions(storage, get_photo(storage, query["photo"])), requested_album(query)
    if album != photo.album and album not in photo.other_albums:
        album = None
    sequence, photo, selection = _open_around(storage, query, photo, album, caller)
    newer, older = find_neighbors(sequence, photo)
    previews = urls.result()
    shown = describe_list(query, album, selection, sequence)
    library = library_data(query, shown, sequence.months(), Page((photo,), "newer", "older"), previews)
    return render(
        "photo.html",
        caller,
        photo=photo,
        album=album,
        list_query=shown["query"],
        order=order_of(sequence),
        search=read_search(selection, caller),
        place=name_place(*photo.location) if caller.is_owner else "",
        said=read_annotations(storage, photo) if caller.is_owner else None,
        offset=read_offset(photo.facts.taken) if photo.facts else "",
        previews=previews,
        newer=newer,
        older=older,
        tiles=library["tiles"],
        library=library,
    )


def _open_around(
    storage: Storage, query: Mapping[str, str], photo: Photo, album: str | None, caller: Caller
) -> tuple[PhotoSequence, Photo, Selection | None]:
    """Return the list that shows a photo, and the photo as it's in there; None for a selection that doesn't have it."""
    selection = requested_selection(query)
    if selection and album is None:
        selected = selection.open(storage, caller)
        if shown := selection.find(selected, photo):
            return selected, shown, selection
    return open_sequence(storage, query, album, caller, photo.cursor), photo, None


def _selection_page(storage: Storage, query: Mapping[str, str], caller: Caller, selection: Selection) -> str:
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    photos = selection.open(storage, caller)
    page, months = read_page(storage, photos, query), photos.months()
    return render_photos(
        storage,
        query,
        caller,
        page,
        urls.result(),
        sequence=photos,
        months=months,
        albums=photos.albums if isinstance(photos, SearchResults) and not page.newer else (),
        selection=selection,
        is_updating=photos.is_updating,
    )


def _album_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    album = requested_album(query) or ROOT
    previews = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    index = open_index(storage, is_owner=caller.is_owner, listed=[index_folder(folder_of_album(album))])
    photos = sort_album(index, album, requested_order(query))
    page, months = read_page(storage, photos, query), photos.months()
    albums = [] if page.newer or album == ROOT else list_sub_albums(index, album)
    # After its last photo was deleted, the page has the flash message with Undo; without a container, the reason.
    is_shown = album == ROOT or "report" in query or storage.photos.is_missing
    is_new = caller.is_owner and album in index.settings
    if not (months or albums or is_shown or is_new):
        raise NotFound("This album doesn't exist.")
    own = index.visible_settings.get(album)
    has_menu = caller.is_owner and (months or albums or is_new)
    return render_photos(
        storage,
        query,
        caller,
        page,
        previews.result(),
        sequence=photos,
        album=album,
        description=own.description if own else "",
        months=months,
        albums=albums,
        is_updating=photos.is_updating,
        totals=index.totals() if caller.is_owner else None,
        titles=list_titles(index),
        state=read_album_state(index, album) if has_menu else None,
    )


def _timeline_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    timeline = open_timeline(storage, is_owner=caller.is_owner, cursor=cursor_before(query) or query.get("after"))
    page, months = read_page(storage, timeline, query), timeline.months()
    is_first = bool(page.photos) and not page.newer
    return render_photos(
        storage,
        query,
        caller,
        page,
        urls.result(),
        sequence=timeline,
        months=months,
        is_updating=timeline.is_updating,
        totals=timeline.totals() if caller.is_owner else None,
        on_this_day=today().strftime("%m-%d") if is_first and may_have_anniversaries(months, today()) else "",
    )
