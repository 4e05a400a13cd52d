"""The JSON interface: a query in, a document out. `static/openapi.json` describes it."""

import re
from collections.abc import Mapping
from typing import Any

from gallery.errors import BadRequest
from gallery.library.albums import Album, list_all_albums
from gallery.library.companions import show_companions
from gallery.library.details import get_developed_photo, read_embedded_facts, read_photo_exif
from gallery.library.edits import NO_SIDECAR
from gallery.library.index.listed_settings import ListedSettings
from gallery.library.index.opening import open_index
from gallery.library.on_this_day import check_date, list_anniversaries, today
from gallery.library.place_names import name_place
from gallery.library.previews import get_photo, library_id
from gallery.library.shares.unseen import count_all_new
from gallery.library.sidecars import read_sidecar
from gallery.library.timeline import open_timeline
from gallery.library.trash import confirmed_etag, list_trash
from gallery.model.album_settings import EVERYONE, NO, OWNER, YES
from gallery.model.folders import ROOT
from gallery.model.paging import page_before
from gallery.model.pending_moves import read_deletion_time
from gallery.storage.account import Storage
from gallery.storage.concurrency import submit_deduplicated
from gallery.web.access import Caller, require_visible
from gallery.web.preview_urls import PreviewUrls
from gallery.web.queries import drop_non_pictures_of, requested_sequence

DEFAULT_LIMIT = 100
MAX_LIMIT = 5_000
"""Photos: all of a large month, because listing a month is the expensive part."""

LIMIT = re.compile(r"[1-9]\d{0,3}", re.ASCII)


def photos_document(storage: Storage, query: Mapping[str, str], caller: Caller) -> dict[str, Any]:
    """A page of the timeline, of some of its months, or of an album, newest first. Raises BadRequest."""
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    sequence = requested_sequence(storage, query, caller)
    page = drop_non_pictures_of(storage, page_before(sequence, query.get("before"), read_limit(query)))
    previews = urls.result()
    photos = [previews.photo_json(photo) for photo in page.photos]
    return {"photos": photos, "next": page.older, "updating": sequence.is_updating, "previews": previews.json()}


def months_document(storage: Storage, caller: Caller) -> dict[str, Any]:
    """All months of the timeline, and whether they may be incomplete because folders are being updated."""
    timeline = open_timeline(storage, is_owner=caller.is_owner)
    months = [month.json() for month in timeline.months()]
    return {"months": months, "updating": timeline.is_updating}


def albums_document(storage: Storage, caller: Caller) -> dict[str, Any]:
    """Every album with its cover, sorted by name; for the owner also those whose photos are all in sub-albums."""
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    index = open_index(storage, is_owner=caller.is_owner, listed=[ROOT])
    albums, previews = list_all_albums(index), urls.result()
    settings = index.visible_settings if caller.is_owner else {}
    documents = [{**album_json(album, previews), **_settings_json(settings.get(album.album))} for album in albums]
    return {"albums": documents, "previews": previews.json()}


def library_document(storage: Storage) -> dict[str, Any]:
    """Which library it is, how much it holds, and how many photos guests have added since the owner last looked."""
    added = submit_deduplicated(count_all_new, storage)
    totals = open_index(storage, is_owner=True).totals()._asdict()
    return {"id": library_id(storage), **totals, "new_from_guests": added.result()}


def on_this_day_document(storage: Storage, query: Mapping[str, str], caller: Caller) -> dict[str, Any]:
    """Earlier years with photos taken on the same day as a date; without one, as today (UTC). Raises BadRequest."""
    date = check_date(query["date"]) if "date" in query else today()
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    anniversaries = list_anniversaries(open_index(storage, is_owner=caller.is_owner), date)
    previews = urls.result()
    years = [{"year": one.year, "count": one.count, "cover": previews.photo_json(one.cover)} for one in anniversaries]
    return {"date": date.isoformat(), "years": years, "previews": previews.json()}


def trash_document(storage: Storage, caller: Caller) -> dict[str, Any]:
    """Deleted photos, the most recently deleted first."""
    photos = [
        {"trash": photo.name, "deleted": read_deletion_time(photo.blob).isoformat(), "etag": confirmed_etag(photo)}
        for photo in list_trash(storage)
    ]
    return {"photos": photos, "previews": PreviewUrls.for_caller(storage, caller).json()}


def details_document(storage: Storage, name: str, caller: Caller) -> dict[str, Any]:
    """A photo; for the owner also camera, location, description, and the guest who added it. Raises NotFound."""
    require_visible(storage, name, caller)
    photo = show_companions(storage, get_developed_photo(storage, name))
    document = {"photo": PreviewUrls.for_caller(storage, caller).photo_json(photo)}
    if not caller.is_owner:
        return document
    exif = read_photo_exif(storage, photo)
    found = exif.location or photo.embedded
    # What people say hides what's in the file, even if they say that there's nothing.
    said = photo.sidecar.annotations
    hidden = {"description": None} if said.caption is not None else {}
    rating = {"rating": (photo.embedded.rating or None) if said.rating is None else None}
    place = {"place": name_place(found.latitude, found.longitude) or None}
    guest = {"guest": photo.guest} if photo.guest is not None else {}
    return {**document, **exif.json(), **hidden, **rating, **place, **guest}


def photo_document(storage: Storage, name: str, caller: Caller) -> dict[str, Any]:
    """What people say about a photo, the version for edits, and what its file says. Raises NotFound, Changed."""
    photo = show_companions(storage, get_photo(storage, name))
    sidecar, embedded = read_sidecar(storage, photo.blob), read_embedded_facts(storage, photo)
    own = photo.own_facts
    dates = {"taken": own and own.taken, "taken_from": own and own.taken_from}
    file = {"caption": embedded.caption, "tags": list(embedded.tags), "rating": embedded.rating, **dates}
    return {
        "photo": PreviewUrls.for_caller(storage, caller).photo_json(photo),
        **sidecar.annotations.json(),
        "taken": sidecar.annotations.taken,
        "favorite": sidecar.annotations.is_favorite,
        "etag": sidecar.version or NO_SIDECAR,
        "problem": sidecar.copy.problem or None,
        "embedded": file,
    }


def album_json(album: Album, previews: PreviewUrls) -> dict[str, Any]:
    """The `Album` of the JSON interface."""
    counts = {"count": album.count, "sub_albums": album.sub_albums, "total": album.total}
    cover = previews.photo_json(album.cover) if album.cover else None
    texts = {"title": album.title, "description": album.description}
    return {"album": album.album, **texts, **counts, "cover": cover}


def _settings_json(settings: ListedSettings | None) -> dict[str, Any]:
    """What an owner has set for an album besides its title and description, as `/api/albums/settings` takes it."""
    if not settings:
        return {}
    visible, timeline = EVERYONE if settings.is_public else OWNER, YES if settings.in_timeline else NO
    return {"settings": {"sort": settings.sort, "cover": settings.cover, "visible": visible, "timeline": timeline}}


def read_limit(query: Mapping[str, str]) -> int:
    """Return how many photos a query asks for. Raises BadRequest."""
    text = query.get("limit", str(DEFAULT_LIMIT))
    if not LIMIT.fullmatch(text) or int(text) > MAX_LIMIT:
        raise BadRequest("limit must be a number from 1 to %(most)s.", most=MAX_LIMIT)
    return int(text)
