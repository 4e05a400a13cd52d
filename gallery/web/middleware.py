"""What every request goes through: access check, handler, refusals, caching, compression, headers, one log line."""

import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from gallery.errors import GalleryError, Misconfigured, NotSignedIn, TooManyWrongKeys
from gallery.library.shares.guest_errors import hide_names
from gallery.logs import log_exception, log_operator_warning, log_request
from gallery.settings import settings
from gallery.storage.account import storage
from gallery.storage.time_limit import limit_waiting
from gallery.web.access import (
    ANONYMOUS,
    SHARE_PERMISSIONS,
    UNKNOWN_GUEST,
    Caller,
    Permission,
    authorize,
    call_as,
    uses_https,
)
from gallery.web.hosts import check_host, is_local_request
from gallery.web.locales import set_locale
from gallery.web.refusal_pages import error_page, sign_in_page
from gallery.web.request import Request, is_from_browser, read_header
from gallery.web.responses import (
    GUEST_HEADERS,
    HSTS,
    NO_STORE,
    Response,
    add_common_headers,
    compress_response,
    html_response,
    problem_response,
    revalidate,
)

PAGE_SECONDS = 8.0
"""How long a page waits for storage that doesn't respond. People leave after ten seconds."""


def handle_request(
    request: Request,
    function: str,
    permission: Permission,
    handler: Callable[[], Response],
    seconds: float | None = PAGE_SECONDS,
) -> Response:
    """Return the handler's response, or a refusal if the caller lacks the permission or the handler raises.

    A GET waits for storage for `seconds`; None if it may take longer.
    """
    started, caller = time.monotonic(), UNKNOWN_GUEST if permission in SHARE_PERMISSIONS else ANONYMOUS
    set_locale(read_header(request, "accept-language"))
    try:
        check_host(request)
        with limit_waiting(seconds if request.method in {"GET", "HEAD"} else None):
            caller = authorize(request, permission, settings, storage)
            response = call_as(caller, handler)
        if caller.is_owner:
            response = replace(response, headers={**NO_STORE, **response.headers})
    except GalleryError as error:
        response = _refuse(request, error, caller)
    except Exception:  # noqa: BLE001 - the host would send an empty page and log the exception with the client's data
        log_exception(function)
        response = _refuse(request, GalleryError("Something went wrong. Try again."), caller)
    if caller.is_guest:
        response = replace(response, headers={**GUEST_HEADERS, **response.headers})
    if request.method in {"GET", "HEAD"}:
        response = revalidate(response, read_header(request, "if-none-match"))
    response = compress_response(response, read_header(request, "accept-encoding"))
    log_request(function, request.method, response.status, time.monotonic() - started, response.counts)
    return _add_headers(request, response, caller)


def _refuse(request: Request, error: GalleryError, caller: Caller) -> Response:
    headers = dict(NO_STORE)
    if error.retry_after:
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, Misconfigured):
        log_operator_warning(str(error))
    if is_local_request(request):
        error.public_message = None
    if caller.is_guest:
        hide_names(error)
    if isinstance(error, NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    if not is_from_browser(request):
        return problem_response(error, headers)
    if isinstance(error, NotSignedIn | TooManyWrongKeys):
        # Not urlsplit, which raises for some Host headers.
        path = "/" + request.url.partition("://")[2].partition("/")[2]
        is_attempt = path.startswith("/sign-in")
        page = sign_in_page(settings(), error.message, error.return_to or path, is_error=is_attempt)
        return html_response(page, error.status, headers)
    return html_response(error_page(error, caller), error.status, headers)


def _add_headers(request: Request, response: Response, caller: Caller) -> Response:
    try:
        if uses_https(request, settings()):
            response = replace(response, headers={**HSTS, **response.headers})
        address = urlsplit(storage().previews.url())
        origin, is_indexed = f"{address.scheme}://{address.netloc}", settings().is_indexed
        return add_common_headers(response, origin, reads_storage=caller.can_download, is_indexed=is_indexed)
    except Misconfigured:
        return add_common_headers(response, "")
