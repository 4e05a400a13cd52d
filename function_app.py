"""Every URL of the gallery. A handler reads the request, calls the gallery and returns a response."""

import os
from collections.abc import Callable

import azure.functions as func

from gallery.library.album_deletion import delete_album, restore_album
from gallery.library.album_rename import rename_album
from gallery.library.album_settings import change_settings, create_album
from gallery.library.bulk_moves import move_all
from gallery.library.edits import edit_photo, edit_photos
from gallery.library.incoming import INCOMING
from gallery.library.moves import move_to_album
from gallery.library.originals import original_url
from gallery.library.outcomes import STORED
from gallery.library.refresh import refresh
from gallery.library.shares.choices import change_chosen_share, create_chosen_share
from gallery.library.shares.store import revoke_share
from gallery.library.trash import delete_forever, move_to_trash, restore_all
from gallery.library.uploads import store_put, store_uploads
from gallery.memory import collect_garbage_seldom, release_large_blocks
from gallery.settings import PHOTO_STORAGE, photo_container, settings
from gallery.storage.account import storage
from gallery.web import (
    api,
    duplicate_pages,
    guest_api,
    guest_pages,
    guest_uploads,
    incoming,
    pages,
    place_pages,
    share_pages,
    sidecars,
    trash_pages,
)
from gallery.web.access import Permission, current_caller
from gallery.web.album_forms import deletion_form, new_album_form, rename_form, restoration_form, settings_form
from gallery.web.downloads import copy_response
from gallery.web.edit_forms import read_edits, read_patch
from gallery.web.forms import chosen_form, emptying_form, file_time, names_form, read_body, upload_form
from gallery.web.middleware import PAGE_SECONDS, handle_request
from gallery.web.outcome_responses import (
    album_response,
    deletion_response,
    edits_response,
    emptying_response,
    moves_response,
    rename_response,
    restoration_response,
    upload_response,
)
from gallery.web.previews import preview_response
from gallery.web.queries import page_query
from gallery.web.refusal_pages import sign_in_page
from gallery.web.responses import Response, html_response, json_response, redirect
from gallery.web.share_forms import new_share_form, share_changes
from gallery.web.share_responses import qr_response, revocation_response, share_response
from gallery.web.sign_in import sign_in, sign_out
from gallery.web.static_files import static_file
from gallery.web.videos import video_response

READ = ["GET", "HEAD"]
PIECE_PATH = f"{photo_container(os.environ)}/{INCOMING}{{token}}/{{number}}"

release_large_blocks()
collect_garbage_seldom()
app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

PERMISSIONS: dict[str, Permission] = {}
"""What each function requires, for the test that calls them all."""


def route(
    path: str,
    methods: list[str] | None,
    permission: Permission = Permission.NOBODY,
    *,
    receives_piece: bool = False,
    seconds: float | None = PAGE_SECONDS,
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Register a handler. Without a permission, the function refuses every request.

    A GET waits for storage for `seconds`; None if it may take longer. With `receives_piece`, the handler also gets
    `piece`: the blob output binding, which writes to PIECE_PATH.
    """

    def register(handler: Callable[..., Response]) -> Callable[..., Response]:
        def respond(req: func.HttpRequest, *outputs: func.Out[bytes]) -> func.HttpResponse:
            response = handle_request(req, name, permission, lambda: handler(req, *outputs), seconds)
            return func.HttpResponse(response.body, status_code=response.status, headers=response.headers)

        # The host passes arguments by name, and serves no function at all if one has an argument without a binding.
        def function(req: func.HttpRequest) -> func.HttpResponse:
            return respond(req)

        def receiving_function(req: func.HttpRequest, piece: func.Out[bytes]) -> func.HttpResponse:
            return respond(req, piece)

        name = handler.__name__
        PERMISSIONS[name] = permission
        bind = app.blob_output("piece", PIECE_PATH, PHOTO_STORAGE)
        bound = bind(receiving_function) if receives_piece else function
        app.function_name(name)(app.route(path, methods=methods)(bound))
        return handler

    return register


def photo_name(req: func.HttpRequest) -> str:
    """The rest of the path, or `?name=` for a name that starts with a slash, which no route matches."""
    return str(req.route_params.get("name") or req.params.get("name", ""))


# An empty route would become the function's name. This optional parameter, which is always empty, matches "/" alone.
@route("{ignored:maxlength(0)?}", READ, Permission.VIEW)
def home(req: func.HttpRequest) -> Response:
    """Timeline, album or photo."""
    return html_response(pages.home_page(storage(), page_query(req), current_caller()))


@route("albums", READ, Permission.VIEW)
def albums(req: func.HttpRequest) -> Response:
    return html_response(pages.albums_page(storage(), current_caller()))


@route("places", READ, Permission.OWNER)
def places(req: func.HttpRequest) -> Response:
    """Countries and cities, with a map."""
    return html_response(place_pages.places_page(storage(), current_caller()))


@route("duplicates", READ, Permission.OWNER)
def duplicates(req: func.HttpRequest) -> Response:
    """Photos with the same bytes."""
    return html_response(duplicate_pages.duplicates_page(storage(), page_query(req), current_caller()))


@route("trash", READ, Permission.OWNER)
def trash(req: func.HttpRequest) -> Response:
    return html_response(trash_pages.trash_page(storage(), page_query(req), current_caller()))


@route("trash", ["POST"], Permission.OWNER)
def confirm_empty_trash(req: func.HttpRequest) -> Response:
    """Ask whether to delete the chosen photos forever, or all: pages without scripts send this first."""
    return html_response(trash_pages.confirm_page(storage(), chosen_form(req), current_caller()))


@route("shares", READ, Permission.OWNER)
def shares(req: func.HttpRequest) -> Response:
    """All shares."""
    return html_response(share_pages.shares_page(req, storage(), current_caller()))


@route("shares/new", READ, Permission.OWNER)
def new_share(req: func.HttpRequest) -> Response:
    """Ask how to share an album or a photo."""
    return html_response(share_pages.new_share_page(req, storage(), current_caller()))


@route("shares/new", ["POST"], Permission.OWNER)
def new_share_of_photos(req: func.HttpRequest) -> Response:
    """Ask how to share the chosen photos: there may be too many for an address."""
    return html_response(share_pages.new_photos_share_page(storage(), names_form(req).names, current_caller()))


# With the length of an id, so that the route doesn't match /shares/new.
@route("shares/{id:length(32)}", READ, Permission.OWNER)
def show_share(req: func.HttpRequest) -> Response:
    """One share: its link, QR code and settings."""
    return html_response(share_pages.share_page(req, storage(), req.route_params["id"], current_caller()))


@route("shares/{id}/qr", READ, Permission.OWNER)
def show_qr_code(req: func.HttpRequest) -> Response:
    """The QR code of a share's link."""
    return qr_response(req, storage(), req.route_params["id"])


@route("static/{*path}", READ, Permission.ANYONE)
def static(req: func.HttpRequest) -> Response:
    return static_file(req.route_params.get("path", ""))


@route("upload-photos", ["POST"], Permission.OWNER)
def upload_photos(req: func.HttpRequest) -> Response:
    form = upload_form(req, settings().max_upload_bytes)
    return upload_response(req, storage(), store_uploads(storage(), form.uploads, form.album), form.album)


@route("photos/{*name}", ["PUT"], Permission.OWNER)
def put_photo(req: func.HttpRequest) -> Response:
    """Store one photo under exactly this name, or the sidecar of one."""
    if sidecars.names_sidecar(req.route_params.get("name", "")):
        return sidecars.put_sidecar_response(req, storage(), req.route_params["name"])
    data, modified = read_body(req, settings().max_upload_bytes), file_time(req.params.get("modified"))
    outcome = store_put(storage(), req.route_params.get("name", ""), data, modified)
    return json_response(outcome.json("file"), 201 if outcome.outcome == STORED else 200)


@route("api/uploads", ["POST"], Permission.OWNER)
def start_upload(req: func.HttpRequest) -> Response:
    """Start an upload in pieces."""
    return incoming.start_response(req, storage())


@route("api/uploads/{token}/{number:int}", ["PUT"], Permission.OWNER, receives_piece=True)
def put_upload_piece(req: func.HttpRequest, piece: func.Out[bytes]) -> Response:
    """Receive a piece through the blob output binding."""
    data, response = incoming.receive_piece(req, storage(), req.route_params["token"], req.route_params["number"])
    piece.set(data)
    return response


@route("api/uploads/{token}", READ, Permission.OWNER)
def get_upload(req: func.HttpRequest) -> Response:
    """The pieces that have arrived."""
    return incoming.status_response(storage(), req.route_params["token"])


@route("api/uploads/{token}", ["POST"], Permission.OWNER)
def finish_upload(req: func.HttpRequest) -> Response:
    """Check all pieces and store the photo."""
    return incoming.finish_response(req, storage(), req.route_params["token"])


@route("photos/{*name}", READ, Permission.OWNER_OR_NOT_FOUND)
def get_photo(req: func.HttpRequest) -> Response:
    """Redirect to the original in storage; `?download=yes` saves it instead of showing it. Or a photo's sidecar."""
    if sidecars.names_sidecar(photo_name(req)):
        return sidecars.get_sidecar_response(storage(), photo_name(req))
    return redirect(original_url(storage(), photo_name(req), download=req.params.get("download") == "yes"))


@route("downloads/{*name}", READ, Permission.DOWNLOAD_OR_NOT_FOUND, seconds=None)
def download_copy(req: func.HttpRequest) -> Response:
    """Redirect to a copy of the photo without metadata."""
    return copy_response(storage(), photo_name(req), current_caller())


@route("videos/{*name}", READ, Permission.VIEW_OR_NOT_FOUND, seconds=None)
def play_video(req: func.HttpRequest) -> Response:
    """Redirect to a video that a browser can play."""
    return video_response(storage(), photo_name(req), current_caller())


@route("photos/{*name}", ["DELETE"], Permission.OWNER)
def delete_photo(req: func.HttpRequest) -> Response:
    return json_response({"trash": move_to_trash(storage(), photo_name(req)).trash})


@route("previews/{size}/{*name}", READ, Permission.VIEW_OR_NOT_FOUND, seconds=None)
def get_preview(req: func.HttpRequest) -> Response:
    """A preview, created first if there is none yet; `?redirect=yes` redirects to it in storage."""
    is_redirect = req.params.get("redirect") == "yes"
    size = req.route_params["size"]
    return preview_response(storage(), size, photo_name(req), current_caller(), is_redirect=is_redirect)


@route("api/photos", READ, Permission.VIEW)
def list_photos(req: func.HttpRequest) -> Response:
    """A page of the timeline, a month or an album."""
    return json_response(api.photos_document(storage(), req.params, current_caller()))


# Without `required`, the route would match /api/photos, too.
@route("api/photos/{*name:required}", READ, Permission.OWNER_OR_NOT_FOUND)
def read_annotations(req: func.HttpRequest) -> Response:
    """What people say about a photo, for editing it."""
    return json_response(api.photo_document(storage(), photo_name(req), current_caller()))


@route("api/photos/{*name:required}", ["PATCH"], Permission.OWNER)
def patch_photo(req: func.HttpRequest) -> Response:
    """Change what people say about a photo; with If-Match, only if nobody else has changed it."""
    edit = read_patch(req, photo_name(req))
    return json_response(edit_photo(storage(), edit.name, edit.changes, edit.version).json("name"))


@route("api/edit", ["POST"], Permission.OWNER)
def edit_many(req: func.HttpRequest) -> Response:
    """Change what people say about photos."""
    edits = read_edits(req)
    outcomes = edit_photos(storage(), [(edit.name, edit.changes, edit.version) for edit in edits])
    return edits_response(req, outcomes)


@route("api/details/{*name}", READ, Permission.VIEW_OR_NOT_FOUND, seconds=None)
def get_details(req: func.HttpRequest) -> Response:
    """Details of one photo; camera and location only for the owner."""
    return json_response(api.details_document(storage(), photo_name(req), current_caller()))


@route("api/months", READ, Permission.VIEW)
def list_months(req: func.HttpRequest) -> Response:
    return json_response(api.months_document(storage(), current_caller()))


@route("api/albums", READ, Permission.VIEW)
def list_albums(req: func.HttpRequest) -> Response:
    return json_response(api.albums_document(storage(), current_caller()))


@route("api/library", READ, Permission.OWNER)
def get_library(req: func.HttpRequest) -> Response:
    """How many photos, bytes and albums there are."""
    return json_response(api.library_document(storage()))


@route("api/on-this-day", READ, Permission.VIEW)
def list_on_this_day(req: func.HttpRequest) -> Response:
    """Earlier years with photos of the same day."""
    return json_response(api.on_this_day_document(storage(), req.params, current_caller()))


@route("api/trash", READ, Permission.OWNER)
def list_trash(req: func.HttpRequest) -> Response:
    return json_response(api.trash_document(storage(), current_caller()))


@route("api/trash", ["POST"], Permission.OWNER)
def trash_photos(req: func.HttpRequest) -> Response:
    form = names_form(req)
    moves = move_all(storage(), form.names, move_to_trash, keeps_folders=True)
    return moves_response(req, storage(), moves, form.return_path)


@route("api/trash/empty", ["POST"], Permission.OWNER)
def empty_trash(req: func.HttpRequest) -> Response:
    """Delete photos in the trash forever: those that were listed, as they were then."""
    return emptying_response(req, storage(), delete_forever(storage(), emptying_form(req)))


@route("api/restore", ["POST"], Permission.OWNER)
def restore_photos(req: func.HttpRequest) -> Response:
    return moves_response(req, storage(), restore_all(storage(), names_form(req).names))


@route("api/move", ["POST"], Permission.OWNER)
def move_photos(req: func.HttpRequest) -> Response:
    """Move photos into an album, or out of theirs."""
    form = names_form(req)
    moves = move_all(storage(), form.names, lambda here, name, find: move_to_album(here, name, form.album, find))
    return moves_response(req, storage(), moves)


@route("api/albums", ["POST"], Permission.OWNER)
def create_new_album(req: func.HttpRequest) -> Response:
    album = create_album(storage(), new_album_form(req))
    return album_response(req, album, {"album": album})


@route("api/albums/settings", ["POST"], Permission.OWNER)
def change_album_settings(req: func.HttpRequest) -> Response:
    """Set an album's title, who may see it, and whether the timeline shows it."""
    form = settings_form(req)
    return album_response(req, form.album, change_settings(storage(), form.album, **form.changes).json())


@route("api/albums/rename", ["POST"], Permission.OWNER)
def rename_one_album(req: func.HttpRequest) -> Response:
    """Rename an album, or move as many of its photos as one request can."""
    form = rename_form(req)
    return rename_response(req, storage(), rename_album(storage(), form.album, form.to, form.limit))


@route("api/albums/delete", ["POST"], Permission.OWNER)
def delete_one_album(req: func.HttpRequest) -> Response:
    """Delete an album, or move as many of its photos as one request can."""
    form = deletion_form(req)
    deletion = delete_album(storage(), form.album, keeps_photos=form.keeps_photos, limit=form.limit)
    return deletion_response(req, storage(), deletion, form.earlier)


@route("api/albums/restore", ["POST"], Permission.OWNER)
def restore_one_album(req: func.HttpRequest) -> Response:
    """Undo the deletion of an album."""
    form = restoration_form(req)
    return restoration_response(req, storage(), restore_album(storage(), form.album, form.moves))


@route("api/shares", READ, Permission.OWNER)
def list_all_shares(req: func.HttpRequest) -> Response:
    """All shares, or those of an album."""
    return json_response(share_pages.shares_document(req, storage()))


@route("api/shares", ["POST"], Permission.OWNER)
def create_new_share(req: func.HttpRequest) -> Response:
    """Share an album or photos."""
    form = new_share_form(req)
    return share_response(req, storage(), create_chosen_share(storage(), form.album, form.names, form.choices), 201)


@route("api/shares/{id}", ["POST"], Permission.OWNER)
def change_one_share(req: func.HttpRequest) -> Response:
    """Change what a share allows, and for how long."""
    return share_response(req, storage(), change_chosen_share(storage(), req.route_params["id"], share_changes(req)))


@route("api/shares/{id}", ["DELETE"], Permission.OWNER)
def delete_share(req: func.HttpRequest) -> Response:
    """Revoke a share."""
    revoke_share(storage(), req.route_params["id"])
    return revocation_response(req)


@route("api/shares/{id}/revoke", ["POST"], Permission.OWNER)
def revoke_one_share(req: func.HttpRequest) -> Response:
    """Revoke a share: pages without scripts send this."""
    revoke_share(storage(), req.route_params["id"])
    return revocation_response(req)


@route("api/refresh", ["POST"], Permission.OWNER, seconds=None)
def refresh_index(req: func.HttpRequest) -> Response:
    """Bring the index up to date and develop photos, for some seconds; `?scan=yes` looks at the whole container."""
    return json_response(refresh(storage(), scan=req.params.get("scan") == "yes").json())


@route("s/{secret}", READ, Permission.SHARE)
def shared_photos(req: func.HttpRequest) -> Response:
    """The page that a shared link leads to."""
    return html_response(guest_pages.share_page(req, storage(), settings(), current_caller()))


@route("s/{secret}", ["POST"], Permission.SHARE)
def unlock_share(req: func.HttpRequest) -> Response:
    """Check a guest's password."""
    return guest_pages.unlock_share(req, storage(), settings(), current_caller())


@route("s/{secret}/photos", READ, Permission.SHARE_VIEW)
def list_shared_photos(req: func.HttpRequest) -> Response:
    return json_response(guest_api.guest_photos_document(storage(), req.params, current_caller()))


@route("s/{secret}/downloads/{photo}", READ, Permission.SHARE_DOWNLOAD, seconds=None)
def download_shared_photo(req: func.HttpRequest) -> Response:
    """Redirect to a copy without metadata in storage."""
    return guest_api.guest_download_response(storage(), req.route_params["photo"], current_caller())


@route("s/{secret}/videos/{photo}", READ, Permission.SHARE_VIEW, seconds=None)
def play_shared_video(req: func.HttpRequest) -> Response:
    """Redirect to a copy without metadata in storage."""
    return guest_api.guest_video_response(storage(), req.route_params["photo"], current_caller())


@route("s/{secret}/card.jpg", READ, Permission.SHARE, seconds=None)
def get_share_card(req: func.HttpRequest) -> Response:
    """The picture that messengers show for a link."""
    return guest_api.card_response(storage(), current_caller())


@route("s/{secret}/details/{photo}", READ, Permission.SHARE_VIEW, seconds=None)
def get_shared_details(req: func.HttpRequest) -> Response:
    return json_response(guest_api.guest_details_document(storage(), req.route_params["photo"], current_caller()))


@route("s/{secret}/previews/{size}/{photo}", READ, Permission.SHARE_VIEW, seconds=None)
def get_shared_preview(req: func.HttpRequest) -> Response:
    """See get_preview."""
    photo, size = req.route_params["photo"], req.route_params["size"]
    is_redirect = req.params.get("redirect") == "yes"
    return guest_api.guest_preview_response(storage(), size, photo, current_caller(), is_redirect=is_redirect)


@route("s/{secret}/upload-photos", ["POST"], Permission.SHARE_ADD)
def upload_shared_photos(req: func.HttpRequest) -> Response:
    """Store what a guest adds in the share's album."""
    return guest_uploads.upload_response(req, storage(), settings(), current_caller())


@route("s/{secret}/uploads", ["POST"], Permission.SHARE_ADD)
def start_shared_upload(req: func.HttpRequest) -> Response:
    """See start_upload."""
    return guest_uploads.start_response(req, storage(), current_caller())


@route("s/{secret}/uploads/{token}/{number:int}", ["PUT"], Permission.SHARE_ADD, receives_piece=True)
def put_shared_piece(req: func.HttpRequest, piece: func.Out[bytes]) -> Response:
    """See put_upload_piece."""
    token, number = req.route_params["token"], req.route_params["number"]
    data, response = guest_uploads.piece_response(req, storage(), current_caller(), token, number)
    piece.set(data)
    return response


@route("s/{secret}/uploads/{token}", READ, Permission.SHARE_ADD)
def get_shared_upload(req: func.HttpRequest) -> Response:
    """See get_upload."""
    return guest_uploads.status_response(storage(), current_caller(), req.route_params["token"])


@route("s/{secret}/uploads/{token}", ["POST"], Permission.SHARE_ADD)
def finish_shared_upload(req: func.HttpRequest) -> Response:
    """See finish_upload."""
    return guest_uploads.finish_response(req, storage(), current_caller(), req.route_params["token"])


@route("s/{secret}/undo", ["POST"], Permission.SHARE_ADD)
def undo_shared_upload(req: func.HttpRequest) -> Response:
    """Move a photo that the guest has just added to the trash."""
    return guest_uploads.undo_response(req, storage(), current_caller())


@route("sign-in", READ, Permission.ANYONE)
def show_sign_in(req: func.HttpRequest) -> Response:
    return html_response(sign_in_page(settings()))


@route("sign-in", ["POST"], Permission.ANYONE)
def start_session(req: func.HttpRequest) -> Response:
    return sign_in(req, settings(), storage())


@route("sign-out", ["POST"], Permission.ANYONE)
def stop_session(req: func.HttpRequest) -> Response:
    return sign_out(req, settings(), storage())


@route("health", READ, Permission.ANYONE)
def health(req: func.HttpRequest) -> Response:
    """200 if storage is reachable, for monitors; the status says whether the photos' container exists."""
    return json_response({"status": "ok" if storage().photos.ping() else "no container"})


@route("{*path}", None, Permission.NOWHERE)
def zz_not_found(req: func.HttpRequest) -> Response:
    """Every other path and method, so that browsers get a page. The host tries functions by name: this sorts last."""
    raise AssertionError
