"""Every URL of the gallery. Each handler reads a request, asks the gallery, and gives its answer."""

import inspect
import os
from collections.abc import Callable
from functools import wraps
from typing import Any

import azure.functions as func

from gallery.library.album_rename import rename_album
from gallery.library.moves import move_each, move_to_album
from gallery.library.originals import original_url
from gallery.library.outcomes import STORED
from gallery.library.put_uploads import reserve_name
from gallery.library.trash import move_to_trash, restore_from_trash
from gallery.library.uploads import store_uploads
from gallery.memory import release_large_blocks
from gallery.settings import PHOTO_STORAGE, photo_container, settings
from gallery.storage.account import storage
from gallery.web import api, pages
from gallery.web.access import Caller, Permission
from gallery.web.forms import names_form, read_body, rename_form, upload_form
from gallery.web.middleware import handle_request
from gallery.web.responses import Response, html_response, json_response, redirect
from gallery.web.sign_in import sign_in, sign_out
from gallery.web.static_files import static_file

READ = ["GET", "HEAD"]

release_large_blocks()

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

Handler = Callable[..., Response]


def route(
    path: str, methods: list[str], needs: Permission = Permission.NOBODY, output: str = ""
) -> Callable[[Handler], Handler]:
    """Registers a handler behind the front door. A route that does not say what it needs is for nobody.

    `output` names the argument that the blob output binding writes to the photo of the path's name.
    """

    def register(handler: Handler) -> Handler:
        function = as_function(handler, needs)
        if output:
            function = app.blob_output(output, f"{photo_container(os.environ)}/{{name}}", PHOTO_STORAGE)(function)
        app.route(path, methods=methods)(function)
        return handler

    return register


def as_function(handler: Handler, needs: Permission) -> Any:
    """What the host calls. It passes arguments by name, so the caller, whom it does not know, is not among them."""

    @wraps(handler)
    def function(req: func.HttpRequest, **bindings: Any) -> func.HttpResponse:
        answer = handle_request(req, handler.__name__, needs, lambda caller: handler(req, caller, **bindings))
        return func.HttpResponse(answer.body, status_code=answer.status, headers=answer.headers)

    parameters = [one for name, one in inspect.signature(handler).parameters.items() if name != "caller"]
    function.__signature__ = inspect.Signature(parameters, return_annotation=func.HttpResponse)  # type: ignore[attr-defined]
    function.__annotations__ = {one.name: one.annotation for one in parameters} | {"return": func.HttpResponse}
    function.needs = needs  # type: ignore[attr-defined]  # for the test that walks all functions
    return function


def named(req: func.HttpRequest) -> str:
    """The photo's name: the rest of the path, or for one that starts with a slash, which no route matches, `?name=`."""
    return str(req.route_params.get("name") or req.params.get("name", ""))


def query_of(req: func.HttpRequest) -> dict[str, str]:
    """The query; without a report's ticket for HEAD, which would use it up unseen."""
    return {key: value for key, value in req.params.items() if key != "report" or req.method == "GET"}


@route("{ignored:maxlength(0)?}", READ, needs=Permission.VIEW)
def home(req: func.HttpRequest, caller: Caller) -> Response:
    """The gallery: timeline, album or photo."""
    return html_response(pages.home_page(storage(), query_of(req), caller))


@route("albums", READ, needs=Permission.VIEW)
def albums(req: func.HttpRequest, caller: Caller) -> Response:
    """The albums' covers."""
    return html_response(pages.albums_page(storage(), caller))


@route("trash", READ, needs=Permission.OWNER)
def trash(req: func.HttpRequest, caller: Caller) -> Response:
    """The deleted photos."""
    return html_response(pages.trash_page(storage(), query_of(req).get("report"), caller))


@route("static/{*path}", READ, needs=Permission.ANYONE)
def static(req: func.HttpRequest, caller: Caller) -> Response:
    """Styles, scripts, icons."""
    return static_file(req.route_params.get("path", ""))


@route("upload-photos", ["POST"], needs=Permission.OWNER)
def upload_photos(req: func.HttpRequest, caller: Caller) -> Response:
    """Many photos by a form, each with its own answer."""
    form = upload_form(req, settings().max_upload_bytes)
    outcomes = store_uploads(storage(), form.uploads, form.album)
    return api.upload_response(storage(), outcomes, form.album, req.headers.get("accept", ""))


@route("photos/{*name}", ["PUT"], needs=Permission.OWNER, output="photo")
def put_photo(req: func.HttpRequest, caller: Caller, photo: func.Out[bytes]) -> Response:
    """One photo under exactly this name, written by the blob output binding."""
    data = read_body(req, settings().max_upload_bytes)
    outcome = reserve_name(storage(), req.route_params.get("name", ""), data)
    if outcome.outcome == STORED:
        photo.set(data)
    return json_response(outcome.json("file"), 201 if outcome.outcome == STORED else 200)


@route("photos/{*name}", READ, needs=Permission.OWNER_ONLY_HIDDEN)
def get_photo(req: func.HttpRequest, caller: Caller) -> Response:
    """The original, straight from storage; to be saved rather than shown with `?download=yes`."""
    return redirect(original_url(storage(), named(req), download=req.params.get("download") == "yes"))


@route("photos/{*name}", ["DELETE"], needs=Permission.OWNER)
def delete_photo(req: func.HttpRequest, caller: Caller) -> Response:
    """To the trash."""
    return json_response({"trash": move_to_trash(storage(), named(req)).trash})


@route("previews/{size}/{*name}", READ, needs=Permission.VIEW_ONE)
def get_preview(req: func.HttpRequest, caller: Caller) -> Response:
    """A preview by way of the app, which develops the photo if that was never done."""
    return api.preview_response(storage(), req.route_params["size"], named(req), caller)


@route("api/photos", READ, needs=Permission.VIEW)
def list_photos(req: func.HttpRequest, caller: Caller) -> Response:
    """A page of the timeline, a month or an album."""
    return json_response(api.photos_document(storage(), req.params))


@route("api/details/{*name}", READ, needs=Permission.VIEW_ONE)
def get_details(req: func.HttpRequest, caller: Caller) -> Response:
    """All that is known of one photo; camera and place for the owner alone."""
    return json_response(api.details_document(storage(), named(req), caller))


@route("api/months", READ, needs=Permission.VIEW)
def list_months(req: func.HttpRequest, caller: Caller) -> Response:
    """The index of the timeline."""
    return json_response(api.months_document(storage()))


@route("api/albums", READ, needs=Permission.VIEW)
def list_albums(req: func.HttpRequest, caller: Caller) -> Response:
    """The index of the albums."""
    return json_response(api.albums_document(storage()))


@route("api/trash", READ, needs=Permission.OWNER)
def list_trash(req: func.HttpRequest, caller: Caller) -> Response:
    """The deleted photos."""
    return json_response(api.trash_document(storage()))


@route("api/trash", ["POST"], needs=Permission.OWNER)
def trash_photos(req: func.HttpRequest, caller: Caller) -> Response:
    """Several photos to the trash."""
    form = names_form(req)
    return api.moves_response(storage(), move_each(form.names, lambda name: move_to_trash(storage(), name)), form)


@route("api/restore", ["POST"], needs=Permission.OWNER)
def restore_photos(req: func.HttpRequest, caller: Caller) -> Response:
    """Several photos out of the trash."""
    form = names_form(req)
    return api.moves_response(storage(), move_each(form.names, lambda name: restore_from_trash(storage(), name)), form)


@route("api/move", ["POST"], needs=Permission.OWNER)
def move_photos(req: func.HttpRequest, caller: Caller) -> Response:
    """Several photos into an album, or out of theirs."""
    form = names_form(req)
    moves = move_each(form.names, lambda name: move_to_album(storage(), name, form.album))
    return api.moves_response(storage(), moves, form)


@route("api/albums/rename", ["POST"], needs=Permission.OWNER)
def rename_one_album(req: func.HttpRequest, caller: Caller) -> Response:
    """An album under another name, or as much of it as one request can move."""
    form = rename_form(req)
    return api.rename_response(storage(), rename_album(storage(), form.album, form.to, form.limit), form)


@route("sign-in", READ, needs=Permission.ANYONE)
def show_sign_in(req: func.HttpRequest, caller: Caller) -> Response:
    """The form for the owner's key."""
    reason = "With the owner's key you can add and delete photos."
    return html_response(pages.sign_in_page(reason, "/", has_key=bool(settings().owner_key)))


@route("sign-in", ["POST"], needs=Permission.ANYONE)
def start_session(req: func.HttpRequest, caller: Caller) -> Response:
    """The owner's browser gets its cookie."""
    return sign_in(req, settings())


@route("sign-out", ["POST"], needs=Permission.ANYONE)
def stop_session(req: func.HttpRequest, caller: Caller) -> Response:
    """The owner's session ends, in every copy of its cookie."""
    return sign_out(req, settings(), storage())


@route("health", READ, needs=Permission.ANYONE)
def health(req: func.HttpRequest, caller: Caller) -> Response:
    """Whether storage answers."""
    storage().photos.ping()
    return json_response({"status": "ok"})
