"""The way of every request: its right is checked, its answer made, refusals are worded, and one line is logged."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from gallery.errors import GalleryError, Misconfigured, NotSignedIn
from gallery.logs import log_fault, log_request
from gallery.settings import settings
from gallery.storage.account import storage
from gallery.web.access import Caller, Right, check
from gallery.web.pages import error_page, sign_in_page
from gallery.web.request import Request
from gallery.web.responses import Answer, complete, encoded, html_answer, problem_answer, revalidated


def answer_to(request: Request, function: str, needs: Right, handler: Callable[[Caller], Answer]) -> Answer:
    """The handler's answer, or the refusal if the caller lacks the right or the handler raises."""
    started = time.monotonic()
    try:
        answer = handler(check(request, needs, settings, storage))
    except GalleryError as error:
        answer = _refusal(request, error)
    except Exception:  # noqa: BLE001 - the host would answer with an empty page, and log what the client sent
        log_fault(function)
        answer = _refusal(request, GalleryError("Something went wrong here. Please try again."))
    answer = _delivered(request, answer)
    log_request(function, request.method, answer.status, time.monotonic() - started, answer.counts)
    return _completed(answer)


def _refusal(request: Request, error: GalleryError) -> Answer:
    """A page for browsers, whose Accept names text/html; problem details for scripts."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    if isinstance(error, NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    if "text/html" not in request.headers.get("accept", ""):
        return problem_answer(error, headers)
    if isinstance(error, NotSignedIn):
        # Taken apart by hand: whatever a client sends as Host, an address is never an error.
        path = "/" + request.url.partition("://")[2].partition("/")[2]
        page = sign_in_page(error.message, error.wanted or path, has_key=bool(settings().owner_key))
        return html_answer(page, error.status, headers)
    return html_answer(error_page(error), error.status, headers)


def _delivered(request: Request, answer: Answer) -> Answer:
    if request.method in {"GET", "HEAD"}:
        answer = revalidated(answer, request.headers.get("if-none-match", ""))
    return encoded(answer, request.headers.get("accept-encoding", ""))


def _completed(answer: Answer) -> Answer:
    try:
        address = urlsplit(storage().previews.url())
        return complete(answer, f"{address.scheme}://{address.netloc}", is_indexed=settings().is_indexed)
    except Misconfigured:
        return complete(answer, "", is_indexed=False)
