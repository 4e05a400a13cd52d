"""Every URL of the gallery. Each handler reads a request, asks the gallery, and gives its answer."""

import inspect
import os
from collections.abc import Callable
from functools import wraps
from typing import Any

import azure.functions as func

from gallery.library.album_rename import rename_album
from gallery.library.moves import for_each, move_to_album
from gallery.library.originals import original_url
from gallery.library.trash import discard, restore
from gallery.library.uploads import STORED, accept_all, reserve
from gallery.memory import give_large_blocks_back
from gallery.settings import PHOTO_STORAGE, photo_container, settings
from gallery.storage.account import storage
from gallery.web import api, pages
from gallery.web.access import Caller, Right
from gallery.web.forms import body_of, names_form, rename_form, upload_form
from gallery.web.middleware import answer_to
from gallery.web.responses import Answer, found, html_answer, json_answer
from gallery.web.sign_in import sign_in, sign_out
from gallery.web.static_files import static_file

READ = ["GET", "HEAD"]

give_large_blocks_back()

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

Handler = Callable[..., Answer]


def route(path: str, methods: list[str], needs: Right = Right.NOBODY, output: str = "") -> Callable[[Handler], Handler]:
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


def as_function(handler: Handler, needs: Right) -> Any:
    """What the host calls. It passes arguments by name, so the caller, whom it does not know, is not among them."""

    @wraps(handler)
    def function(req: func.HttpRequest, **bindings: Any) -> func.HttpResponse:
        answer = answer_to(req, handler.__name__, needs, lambda caller: handler(req, caller, **bindings))
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


@route("{ignored:maxlength(0)?}", READ, needs=Right.LOOK)
def home(req: func.HttpRequest, caller: Caller) -> Answer:
    """The gallery: timeline, album or photo."""
    return html_answer(pages.home_page(storage(), query_of(req), caller))


@route("albums", READ, needs=Right.LOOK)
def albums(req: func.HttpRequest, caller: Caller) -> Answer:
    """The albums' covers."""
    return html_answer(pages.albums_page(storage(), caller))


@route("trash", READ, needs=Right.OWN)
def trash(req: func.HttpRequest, caller: Caller) -> Answer:
    """The deleted photos."""
    return html_answer(pages.trash_page(storage(), query_of(req).get("report"), caller))


@route("static/{*path}", READ, needs=Right.ANYTHING)
def static(req: func.HttpRequest, caller: Caller) -> Answer:
    """Styles, scripts, icons."""
    return static_file(req.route_params.get("path", ""))


@route("upload-photos", ["POST"], needs=Right.OWN)
def upload_photos(req: func.HttpRequest, caller: Caller) -> Answer:
    """Many photos by a form, each with its own answer."""
    form = upload_form(req, settings().max_upload_bytes)
    outcomes = accept_all(storage(), form.uploads, form.album)
    return api.upload_answer(storage(), outcomes, form.album, req.headers.get("accept", ""))


@route("photos/{*name}", ["PUT"], needs=Right.OWN, output="photo")
def put_photo(req: func.HttpRequest, caller: Caller, photo: func.Out[bytes]) -> Answer:
    """One photo under exactly this name, written by the blob output binding."""
    data = body_of(req, settings().max_upload_bytes)
    outcome = reserve(storage(), req.route_params.get("name", ""), data)
    if outcome.outcome == STORED:
        photo.set(data)
    return json_answer(outcome.json(), 201 if outcome.outcome == STORED else 200)


@route("photos/{*name}", READ, needs=Right.OWN_ONE)
def get_photo(req: func.HttpRequest, caller: Caller) -> Answer:
    """The original, straight from storage; to be saved rather than shown with `?download=yes`."""
    return found(original_url(storage(), named(req), saved=req.params.get("download") == "yes"))


@route("photos/{*name}", ["DELETE"], needs=Right.OWN)
def delete_photo(req: func.HttpRequest, caller: Caller) -> Answer:
    """To the trash."""
    return json_answer({"trash": discard(storage(), named(req)).trash})


@route("previews/{size}/{*name}", READ, needs=Right.LOOK_AT_ONE)
def get_preview(req: func.HttpRequest, caller: Caller) -> Answer:
    """A preview by way of the app, which develops the photo if that was never done."""
    return api.preview_answer(storage(), req.route_params["size"], named(req), caller)


@route("api/photos", READ, needs=Right.LOOK)
def list_photos(req: func.HttpRequest, caller: Caller) -> Answer:
    """A page of the timeline, a month or an album."""
    return json_answer(api.photos_document(storage(), req.params))


@route("api/details/{*name}", READ, needs=Right.LOOK_AT_ONE)
def get_details(req: func.HttpRequest, caller: Caller) -> Answer:
    """All that is known of one photo; camera and place for the owner alone."""
    return json_answer(api.details_document(storage(), named(req), caller))


@route("api/months", READ, needs=Right.LOOK)
def list_months(req: func.HttpRequest, caller: Caller) -> Answer:
    """The index of the timeline."""
    return json_answer(api.months_document(storage()))


@route("api/albums", READ, needs=Right.LOOK)
def list_albums(req: func.HttpRequest, caller: Caller) -> Answer:
    """The index of the albums."""
    return json_answer(api.albums_document(storage()))


@route("api/trash", READ, needs=Right.OWN)
def list_trash(req: func.HttpRequest, caller: Caller) -> Answer:
    """The deleted photos."""
    return json_answer(api.trash_document(storage()))


@route("api/trash", ["POST"], needs=Right.OWN)
def trash_photos(req: func.HttpRequest, caller: Caller) -> Answer:
    """Several photos to the trash."""
    form = names_form(req)
    return api.moves_answer(storage(), for_each(form.names, lambda name: discard(storage(), name)), form)


@route("api/restore", ["POST"], needs=Right.OWN)
def restore_photos(req: func.HttpRequest, caller: Caller) -> Answer:
    """Several photos out of the trash."""
    form = names_form(req)
    return api.moves_answer(storage(), for_each(form.names, lambda name: restore(storage(), name)), form)


@route("api/move", ["POST"], needs=Right.OWN)
def move_photos(req: func.HttpRequest, caller: Caller) -> Answer:
    """Several photos into an album, or out of theirs."""
    form = names_form(req)
    moves = for_each(form.names, lambda name: move_to_album(storage(), name, form.album))
    return api.moves_answer(storage(), moves, form)


@route("api/albums/rename", ["POST"], needs=Right.OWN)
def rename_one_album(req: func.HttpRequest, caller: Caller) -> Answer:
    """An album under another name, or as much of it as one request can move."""
    form = rename_form(req)
    return api.rename_answer(storage(), rename_album(storage(), form.album, form.to, form.limit), form)


@route("sign-in", READ, needs=Right.ANYTHING)
def show_sign_in(req: func.HttpRequest, caller: Caller) -> Answer:
    """The form for the owner's key."""
    reason = "With the owner's key you can add and delete photos."
    return html_answer(pages.sign_in_page(reason, "/", has_key=bool(settings().owner_key)))


@route("sign-in", ["POST"], needs=Right.ANYTHING)
def start_session(req: func.HttpRequest, caller: Caller) -> Answer:
    """The owner's browser gets its cookie."""
    return sign_in(req, settings())


@route("sign-out", ["POST"], needs=Right.ANYTHING)
def stop_session(req: func.HttpRequest, caller: Caller) -> Answer:
    """The owner's session ends, in every copy of its cookie."""
    return sign_out(req, settings(), storage())


@route("health", READ, needs=Right.ANYTHING)
def health(req: func.HttpRequest, caller: Caller) -> Answer:
    """Whether storage answers."""
    storage().photos.ping()
    return json_answer({"status": "ok"})
