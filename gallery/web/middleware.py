"""The way of every request: its right is checked, its answer made, refusals are worded, and one line is logged."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from gallery.errors import GalleryError, Misconfigured, NotSignedIn
from gallery.logs import log_exception, log_request
from gallery.settings import settings
from gallery.storage.account import storage
from gallery.web.access import Caller, Permission, check
from gallery.web.pages import error_page, sign_in_page
from gallery.web.request import Request
from gallery.web.responses import (
    Response,
    add_common_headers,
    compress_response,
    html_response,
    problem_response,
    revalidate,
)


def handle_request(
    request: Request, function: str, needs: Permission, handler: Callable[[Caller], Response]
) -> Response:
    """The handler's answer, or the refusal if the caller lacks the right or the handler raises."""
    started = time.monotonic()
    try:
        answer = handler(check(request, needs, settings, storage))
    except GalleryError as error:
        answer = _refusal(request, error)
    except Exception:  # noqa: BLE001 - the host would answer with an empty page, and log what the client sent
        log_exception(function)
        answer = _refusal(request, GalleryError("Something went wrong here. Please try again."))
    answer = _delivered(request, answer)
    log_request(function, request.method, answer.status, time.monotonic() - started, answer.counts)
    return _completed(answer)


def _refusal(request: Request, error: GalleryError) -> Response:
    """A page for browsers, whose Accept names text/html; problem details for scripts."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    if isinstance(error, NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    if "text/html" not in request.headers.get("accept", ""):
        return problem_response(error, headers)
    if isinstance(error, NotSignedIn):
        # Taken apart by hand: whatever a client sends as Host, an address is never an error.
        path = "/" + request.url.partition("://")[2].partition("/")[2]
        page = sign_in_page(error.message, error.return_to or path, has_key=bool(settings().owner_key))
        return html_response(page, error.status, headers)
    return html_response(error_page(error), error.status, headers)


def _delivered(request: Request, answer: Response) -> Response:
    if request.method in {"GET", "HEAD"}:
        answer = revalidate(answer, request.headers.get("if-none-match", ""))
    return compress_response(answer, request.headers.get("accept-encoding", ""))


def _completed(answer: Response) -> Response:
    try:
        address = urlsplit(storage().previews.url())
        return add_common_headers(answer, f"{address.scheme}://{address.netloc}", is_indexed=settings().is_indexed)
    except Misconfigured:
        return add_common_headers(answer, "", is_indexed=False)
