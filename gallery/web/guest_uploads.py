"""What guests add through a shared link, and undo: requests and responses. None of them names anything of the gallery.

A form without scripts is answered by a redirect to the share's page, which shows the results once.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from gallery.errors import BadRequest, NotAPicture
from gallery.library.incoming import PIECE_BYTES, list_received
from gallery.library.outcomes import DUPLICATE, REJECTED, TRASHED
from gallery.library.shares.guest_pieces import finish_guest_upload, start_guest_upload
from gallery.library.shares.guest_uploads import Guest, GuestUpload, store_guest_uploads
from gallery.library.shares.undo import undo_upload
from gallery.model.guest_uploads import clean_guest
from gallery.settings import Settings
from gallery.storage.account import Storage
from gallery.web.access import Caller, guest_share
from gallery.web.flash import count_outcomes, store_flash
from gallery.web.forms import read_document, upload_form
from gallery.web.incoming import MAX_DOCUMENT_BYTES, finish_with, read_upload, receive_piece
from gallery.web.preview_urls import PreviewUrls
from gallery.web.request import Request, is_from_browser
from gallery.web.responses import Response, json_response, redirect_after_post

MAX_UNDO_BYTES = 1_000
"""A token and the name of its field."""

STATUS_STORED, STATUS_KNOWN = 201, 200


def upload_response(request: Request, storage: Storage, settings: Settings, caller: Caller) -> Response:
    """Store a guest's photos. Raises BadRequest, TooLarge, ShareNotFound."""
    share, form = guest_share(caller), upload_form(request, settings.max_upload_bytes)
    results = store_guest_uploads(storage, Guest(share, clean_guest(form.guest)), form.uploads)
    if is_from_browser(request):
        return _redirect(storage, caller, [result.json() for result in results])
    files = [result.json(PreviewUrls.for_caller(storage, caller).photo_json) for result in results]
    return json_response({"files": files}, _status(results), count_outcomes(files))


def start_response(request: Request, storage: Storage, caller: Caller) -> Response:
    """Start an upload in pieces. Raises BadRequest, TooLarge, ShareFull, ShareNotFound."""
    document = read_document(request, MAX_DOCUMENT_BYTES)
    upload, name = read_upload(document), document.get("guest")
    guest = Guest(guest_share(caller), clean_guest(name) if isinstance(name, str) else "")
    token = start_guest_upload(storage, guest, replace(upload, album=""))
    return json_response({"token": token, "piece_bytes": PIECE_BYTES, "pieces": upload.pieces}, STATUS_STORED)


def piece_response(
    request: Request, storage: Storage, caller: Caller, token: str, number: str
) -> tuple[bytes, Response]:
    """A piece for the output binding to write, and the response. Raises NotFound, BadRequest, TooLarge."""
    try:
        return receive_piece(request, storage, token, number, guest_share(caller).id)
    except NotAPicture as error:  # It names the guest's own file only.
        raise BadRequest(error.text) from error


def status_response(storage: Storage, caller: Caller, token: str) -> Response:
    """The pieces that have arrived. Raises NotFound."""
    return json_response({"received": list_received(storage, token, guest_share(caller).id)})


def finish_response(request: Request, storage: Storage, caller: Caller, token: str) -> Response:
    """Store the file and return its outcome. Raises NotFound, BadRequest, ShareNotFound."""
    photo_json = PreviewUrls.for_caller(storage, caller).photo_json
    return finish_with(request, partial(finish_guest_upload, storage, guest_share(caller), token, photo_json))


def undo_response(request: Request, storage: Storage, caller: Caller) -> Response:
    """Move a photo that the guest has just added to the trash. Raises BadRequest, PhotoNotFound, Changed."""
    token = read_document(request, MAX_UNDO_BYTES).get("undo")
    if not isinstance(token, str):
        raise BadRequest('Send the token of the upload: {"undo": "…"}.')
    undo_upload(storage, guest_share(caller), token)
    if is_from_browser(request):
        return _redirect(storage, caller, [{"outcome": TRASHED}])
    return json_response({"outcome": TRASHED})


def _redirect(storage: Storage, caller: Caller, results: list[dict[str, Any]]) -> Response:
    address = f"{guest_share(caller).path}?report={store_flash(storage, results)}"
    return redirect_after_post(address, counts=count_outcomes(results))


def _status(results: Sequence[GuestUpload]) -> int:
    """As for the owner: 201 if any photo was stored, else 200, or the first refusal's if all were rejected."""
    errors = [result.error for result in results if result.error]
    if errors and len(errors) == len(results):
        return errors[0].status
    return STATUS_KNOWN if {result.outcome for result in results} <= {DUPLICATE, REJECTED} else STATUS_STORED
