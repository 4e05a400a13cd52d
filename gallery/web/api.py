"""The JSON interface: a query in, a document out. `static/openapi.json` describes it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from gallery.errors import BadRequest, NotFound
from gallery.library.album_rename import REMAINING, AlbumRename
from gallery.library.albums import list_albums
from gallery.library.details import get_developed_photo, read_photo_exif
from gallery.library.outcomes import DUPLICATE, REJECTED, Outcome
from gallery.library.previews import get_preview, preview_content_type
from gallery.library.timeline import Timeline
from gallery.library.trash import list_trash
from gallery.model.folders import TRASH, album_of_name
from gallery.model.names import clean_album
from gallery.model.paging import page_before
from gallery.model.preview_names import PREVIEW_SIZES
from gallery.storage.account import Storage
from gallery.storage.concurrency import submit_deduplicated
from gallery.web.access import Caller
from gallery.web.flash import store_flash
from gallery.web.forms import NamesForm, RenameForm
from gallery.web.pages import drop_non_pictures_of, requested_sequence
from gallery.web.responses import Response, json_response, redirect_after_post
from gallery.web.templating import PreviewUrls, album_url, list_url

DEFAULT_LIMIT = 100
MAX_LIMIT = 5_000
"""Photos: those of a large month, whose listing is the work, in one answer."""

LIMIT = re.compile(r"[1-9]\d{0,3}", re.ASCII)


def photos_document(storage: Storage, query: Mapping[str, str]) -> dict[str, Any]:
    """A page of the timeline or an album, or of some of its months, newest first. Raises BadRequest."""
    begun = submit_deduplicated(PreviewUrls.of, storage)
    page = page_before(requested_sequence(storage, query), query.get("before"), _limit(query))
    page = drop_non_pictures_of(storage, page)
    previews = begun.result()
    photos = [previews.photo_json(photo) for photo in page.photos]
    return {"photos": photos, "next": page.older, "previews": previews.json()}


def months_document(storage: Storage) -> dict[str, Any]:
    """The index of the timeline."""
    return {"months": [month.json() for month in Timeline(storage).months()]}


def albums_document(storage: Storage) -> dict[str, Any]:
    """The index of the albums."""
    return {"albums": [album.json() for album in list_albums(storage)]}


def trash_document(storage: Storage) -> dict[str, Any]:
    """What was deleted, last deleted first."""
    deleted = [{"trash": photo.name, "deleted": photo.blob.created.isoformat()} for photo in list_trash(storage)]
    return {"photos": deleted, "previews": PreviewUrls.of(storage).json()}


def details_document(storage: Storage, name: str, caller: Caller) -> dict[str, Any]:
    """A photo; for the owner also its camera, location and description. Raises NotFound."""
    photo = get_developed_photo(storage, name)
    document = {"photo": PreviewUrls.of(storage).photo_json(photo)}
    return {**document, **read_photo_exif(storage, photo).json()} if caller.is_owner else document


def preview_response(storage: Storage, size: str, name: str, caller: Caller) -> Response:
    """A preview by way of the app; of a deleted photo for the owner alone. Raises NotFound."""
    if name.startswith(TRASH) and not caller.is_owner:
        raise NotFound("There is no such photo.")
    if size not in map(str, PREVIEW_SIZES):
        raise NotFound("There is no preview of this size.")
    data, photo = get_preview(storage, name, int(size))
    return Response(200, data, preview_content_type(data), {"ETag": f'"{photo.version}-{size}"'})


def upload_response(storage: Storage, outcomes: Sequence[Outcome], album: str, accept: str) -> Response:
    """The outcomes as JSON for whoever asks for that; for a browser the way back to the page, which shows them."""
    lines = [outcome.json("file") for outcome in outcomes]
    if "application/json" in accept:
        return json_response({"files": lines}, _upload_status(outcomes), _counts(lines))
    return redirect_after_post(
        list_url(clean_album(album) or None, report=store_flash(storage, lines)), counts=_counts(lines)
    )


def moves_response(storage: Storage, moves: Sequence[Outcome], form: NamesForm) -> Response:
    """The same for photos on their way into the trash or out of it."""
    lines = [move.json("name") for move in moves]
    if not form.from_browser:
        return json_response({"files": lines}, counts=_counts(lines))
    return redirect_after_post(list_url(_album_of(moves), report=store_flash(storage, lines)), counts=_counts(lines))


def rename_response(storage: Storage, done: AlbumRename, form: RenameForm) -> Response:
    """The same for an album; a browser stays at the old name while something is left there."""
    told = done.json()
    counts = _counts(told["files"])
    if not form.from_browser:
        return json_response(told, counts=counts)
    rest = {"outcome": REMAINING, "album": done.album, "to": done.to, "count": done.remaining}
    report = store_flash(storage, [*told["files"], *([rest] if done.remaining else [])])
    return redirect_after_post(album_url(done.album if done.remaining else done.to, report=report), counts=counts)


def _upload_status(outcomes: Sequence[Outcome]) -> int:
    """201 when something was stored, 200 when all were there already, the first refusal's when none could be taken."""
    kinds = {outcome.outcome for outcome in outcomes}
    if kinds == {REJECTED} and outcomes[0].error:
        return outcomes[0].error.status
    return 200 if kinds <= {DUPLICATE, REJECTED} else 201


def _album_of(moves: Sequence[Outcome]) -> str | None:
    """Where the browser goes next: the album in which the first moved photo is or was, or the timeline."""
    names = (move.photo.name if move.photo else move.name for move in moves if not move.error)
    return next((album_of_name(name) for name in names), None) or None


def _counts(lines: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return Counter(line["outcome"] for line in lines)


def _limit(query: Mapping[str, str]) -> int:
    text = query.get("limit", str(DEFAULT_LIMIT))
    if not LIMIT.fullmatch(text) or int(text) > MAX_LIMIT:
        raise BadRequest(f"limit is a number from 1 to {MAX_LIMIT}.")
    return int(text)
