"""Every URL of the gallery. Each handler reads a request, asks the gallery, and gives its answer."""

import logging
import os
from collections.abc import Callable
from functools import wraps
from typing import Any

import azure.functions as func

from gallery import api, pages
from gallery.answers import Answer, error_answer, found, html_answer, json_answer
from gallery.errors import GalleryError
from gallery.forms import body_of, names_form, upload_form
from gallery.originals import original_url
from gallery.settings import PHOTO_STORAGE, photo_container, settings
from gallery.static_files import static_file
from gallery.storage import storage
from gallery.trash import discard, discard_all, restore_all
from gallery.uploads import STORED, accept_all, reserve

READ = ["GET", "HEAD"]

# The Storage SDK logs every request with its headers at INFO, and the host would pass that on to a paid service.
logging.getLogger("azure").setLevel(logging.WARNING)

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


Handler = Callable[..., func.HttpResponse]


def gallery_errors_answered(handler: Handler) -> Handler:
    """The one place where an error of the gallery becomes a response."""

    @wraps(handler)
    def answered(req: func.HttpRequest, **bindings: Any) -> func.HttpResponse:
        try:
            return handler(req, **bindings)
        except GalleryError as error:
            return respond(error_answer(error, req.headers.get("accept", ""), pages.error_page))

    return answered


def respond(answer: Answer) -> func.HttpResponse:
    """An answer of the gallery, as the host wants it."""
    return func.HttpResponse(
        answer.body, status_code=answer.status, headers=answer.all_headers, mimetype=answer.content_type
    )


def named(req: func.HttpRequest) -> str:
    """The photo's name: the rest of the path, or for one that starts with a slash, which no route matches, `?name=`."""
    return req.route_params.get("name") or req.params.get("name", "")


@app.route("{ignored:maxlength(0)?}", methods=READ)
@gallery_errors_answered
def home(req: func.HttpRequest) -> func.HttpResponse:
    """The gallery: timeline, album or photo."""
    return respond(html_answer(pages.home_page(storage(), req.params)))


@app.route("albums", methods=READ)
@gallery_errors_answered
def albums(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001 - the host names it
    """The albums' covers."""
    return respond(html_answer(pages.albums_page(storage())))


@app.route("trash", methods=READ)
@gallery_errors_answered
def trash(req: func.HttpRequest) -> func.HttpResponse:
    """The deleted photos."""
    return respond(html_answer(pages.trash_page(storage(), req.params.get("report"))))


@app.route("static/{*path}", methods=READ)
@gallery_errors_answered
def static(req: func.HttpRequest) -> func.HttpResponse:
    """Styles, scripts, icons."""
    known = req.headers.get("if-none-match", "")
    return respond(static_file(req.route_params.get("path", ""), req.params.get("v"), known))


@app.route("upload-photos", methods=["POST"])
@gallery_errors_answered
def upload_photos(req: func.HttpRequest) -> func.HttpResponse:
    """Many photos by a form, each with its own answer."""
    form = upload_form(req, settings().max_upload_bytes)
    outcomes = accept_all(storage(), form.uploads, form.album)
    return respond(api.upload_answer(storage(), outcomes, form.album, req.headers.get("accept", "")))


@app.route("photos/{*name}", methods=["PUT"])
@app.blob_output("photo", f"{photo_container(os.environ)}/{{name}}", PHOTO_STORAGE)
@gallery_errors_answered
def put_photo(req: func.HttpRequest, photo: func.Out[bytes]) -> func.HttpResponse:
    """One photo under exactly this name, written by the blob output binding."""
    data = body_of(req, settings().max_upload_bytes)
    outcome = reserve(storage(), named(req), data)
    if outcome.outcome == STORED:
        photo.set(data)
    return respond(json_answer(outcome.json(), 201 if outcome.outcome == STORED else 200))


@app.route("photos/{*name}", methods=READ)
@gallery_errors_answered
def get_photo(req: func.HttpRequest) -> func.HttpResponse:
    """The original, straight from storage."""
    return respond(found(original_url(storage(), named(req))))


@app.route("photos/{*name}", methods=["DELETE"])
@gallery_errors_answered
def delete_photo(req: func.HttpRequest) -> func.HttpResponse:
    """To the trash."""
    return respond(json_answer({"trash": discard(storage(), named(req)).trash}))


@app.route("previews/{size}/{*name}", methods=READ)
@gallery_errors_answered
def get_preview(req: func.HttpRequest) -> func.HttpResponse:
    """A preview by way of the app, which develops the photo if that was never done."""
    return respond(
        api.preview_answer(storage(), req.route_params["size"], named(req), req.headers.get("if-none-match", ""))
    )


@app.route("api/photos", methods=READ)
@gallery_errors_answered
def list_photos(req: func.HttpRequest) -> func.HttpResponse:
    """A page of the timeline, a month or an album."""
    return respond(json_answer(api.photos_document(storage(), req.params)))


@app.route("api/months", methods=READ)
@gallery_errors_answered
def list_months(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001 - the host names it
    """The index of the timeline."""
    return respond(json_answer(api.months_document(storage())))


@app.route("api/albums", methods=READ)
@gallery_errors_answered
def list_albums(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001 - the host names it
    """The index of the albums."""
    return respond(json_answer(api.albums_document(storage())))


@app.route("api/trash", methods=READ)
@gallery_errors_answered
def list_trash(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001 - the host names it
    """The deleted photos."""
    return respond(json_answer(api.trash_document(storage())))


@app.route("api/trash", methods=["POST"])
@gallery_errors_answered
def trash_photos(req: func.HttpRequest) -> func.HttpResponse:
    """Several photos to the trash."""
    form = names_form(req)
    return respond(api.moves_answer(storage(), discard_all(storage(), form.names), form))


@app.route("api/restore", methods=["POST"])
@gallery_errors_answered
def restore_photos(req: func.HttpRequest) -> func.HttpResponse:
    """Several photos out of the trash."""
    form = names_form(req)
    return respond(api.moves_answer(storage(), restore_all(storage(), form.names), form))


@app.route("health", methods=READ)
@gallery_errors_answered
def health(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001 - the host names it
    """Whether storage answers."""
    storage().photos.ping()
    return respond(json_answer({"status": "ok"}))
