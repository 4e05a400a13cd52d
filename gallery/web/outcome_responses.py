"""Responses to uploads, moves and renames: JSON for scripts; for browsers a redirect to a page with a flash message."""

from collections.abc import Sequence
from typing import Any

from gallery.library.album_deletion import AlbumDeletion, AlbumRestoration, MoveBack
from gallery.library.album_rename import REMAINING, AlbumRename
from gallery.library.outcomes import DUPLICATE, EDITED, REJECTED, UNCHANGED, Outcome
from gallery.library.trash import Emptying
from gallery.model.folders import album_of_name
from gallery.model.names import clean_album
from gallery.storage.account import Storage
from gallery.web.album_forms import KEEP, TRASH
from gallery.web.flash import count_outcomes, store_flash
from gallery.web.request import Request, is_from_browser
from gallery.web.responses import Response, json_response, redirect_after_post
from gallery.web.urls import list_url, page_url

ALBUM_DELETED, PARTLY_DELETED = "album_deleted", "partly_deleted"
"""Outcomes, in flash messages, of a deleted album, and of one whose other photos stay; with what Undo needs."""


def upload_response(request: Request, storage: Storage, outcomes: Sequence[Outcome], album: str) -> Response:
    """One result per file. Browsers go to the album, or to the timeline for ""."""
    files = [outcome.json("file") for outcome in outcomes]
    if is_from_browser(request):
        return _redirect(storage, clean_album(album) or None, files)
    return json_response({"files": files}, _upload_status(outcomes), count_outcomes(files))


def moves_response(request: Request, storage: Storage, moves: Sequence[Outcome], return_path: str = "") -> Response:
    """One result per photo. Browsers return to a page, the album where the first one is or was, or the timeline."""
    files = [move.json("name") for move in moves]
    if is_from_browser(request) and return_path:
        counts = count_outcomes(files)
        return redirect_after_post(f"{return_path}?report={store_flash(storage, files)}", counts=counts)
    if is_from_browser(request):
        names = (move.photo.name if move.photo else move.name for move in moves if not move.error)
        return _redirect(storage, next((album_of_name(name) for name in names), None) or None, files)
    return json_response({"files": files}, counts=count_outcomes(files))


def edits_response(request: Request, edits: Sequence[Outcome]) -> Response:
    """One result per photo. Browsers return to the page of the photo. Raises why the form's photo wasn't changed."""
    if is_from_browser(request):
        first = edits[0]
        if first.error:
            raise first.error
        return redirect_after_post(page_url(photo=first.photo.name if first.photo else first.name))
    files = [edit.json("name") for edit in edits]
    return json_response({"files": files}, counts=count_outcomes(files))


def emptying_response(request: Request, storage: Storage, emptying: Emptying) -> Response:
    """One result per photo that the request got to. Browsers go to the trash, which offers to delete the others."""
    document = emptying.json()
    counts = count_outcomes(document["files"])
    if not is_from_browser(request):
        return json_response(document, counts=counts)
    rest = [{"trash": name, "etag": etag} for name, etag in emptying.remaining.items()]
    others = [{"outcome": REMAINING, "photos": rest, "count": len(rest)}] if rest else []
    return redirect_after_post(f"/trash?report={store_flash(storage, [*document['files'], *others])}", counts=counts)


def rename_response(request: Request, storage: Storage, renaming: AlbumRename) -> Response:
    """One result per photo. Browsers go to the new name, or stay at the old one while photos remain there."""
    document = renaming.json()
    files = document["files"]
    if not is_from_browser(request):
        return json_response(document, counts=count_outcomes(files))
    if not renaming.remaining:
        return _redirect(storage, renaming.to, files)
    rest = {"outcome": REMAINING, "album": renaming.album, "to": renaming.to, "count": renaming.remaining}
    return _redirect(storage, renaming.album, files, rest)


def deletion_response(
    request: Request, storage: Storage, deletion: AlbumDeletion, earlier: Sequence[MoveBack]
) -> Response:
    """One result per photo. Browsers go to the album around it, or to the timeline, once no photo remains."""
    document = deletion.json()
    files = document["files"]
    if not is_from_browser(request):
        return json_response(document, counts=count_outcomes(files))
    left = [one for one in deletion.moves if one.outcome not in {EDITED, UNCHANGED}]  # The others only lost a tag.
    moved = [
        MoveBack(str(one.photo.name if one.photo else one.trash), one.name, one.is_merged)
        for one in left
        if not one.error
    ]
    moves = [move.json() for move in (*earlier, *moved)]
    is_done = not deletion.remaining and len(moved) == len(left)
    done = {"outcome": ALBUM_DELETED, "album": deletion.album, "moves": moves}
    photos = KEEP if deletion.keeps_photos else TRASH
    rest = {**done, "outcome": REMAINING, "count": deletion.remaining, "then": photos}
    outer = deletion.album.rpartition("/")[0]
    if is_done:
        return _redirect(storage, outer or None, files, done)
    part = {**done, "outcome": PARTLY_DELETED}
    return _redirect(storage, deletion.album, files, *([rest] if deletion.remaining else [part] if moves else []))


def restoration_response(request: Request, storage: Storage, restoration: AlbumRestoration) -> Response:
    """One result per photo. Browsers go to the album, which offers to restore the others."""
    document = restoration.json()
    files = document["files"]
    if not is_from_browser(request):
        return json_response(document, counts=count_outcomes(files))
    moves = [move.json() for move in restoration.remaining]
    rest = {"outcome": REMAINING, "album": restoration.album, "moves": moves, "count": len(moves)}
    return _redirect(storage, restoration.album, files, *([rest] if moves else []))


def album_response(request: Request, album: str, document: dict[str, Any]) -> Response:
    """The album as it is now. Browsers go to its page."""
    return redirect_after_post(list_url(album)) if is_from_browser(request) else json_response(document)


def _redirect(storage: Storage, album: str | None, files: list[dict[str, Any]], *others: dict[str, Any]) -> Response:
    token = store_flash(storage, [*files, *others])
    return redirect_after_post(list_url(album, report=token), counts=count_outcomes(files))


def _upload_status(outcomes: Sequence[Outcome]) -> int:
    """201 if any photo was stored, 200 if all are duplicates, the first refusal's status if all were rejected."""
    kinds = {outcome.outcome for outcome in outcomes}
    if kinds == {REJECTED} and outcomes[0].error:
        return outcomes[0].error.status
    return 200 if kinds <= {DUPLICATE, REJECTED} else 201
