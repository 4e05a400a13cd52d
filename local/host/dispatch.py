"""Dispatches a request to a function, or returns one of the host's own responses."""

import logging
import os
from collections.abc import Mapping

from local.host.functions import Function
from local.host.indexing import Index
from local.host.messages import BadResponse, Request, Response, adapt_to_method

log = logging.getLogger("local.host")

HOME_PAGE = b"<!doctype html><title>Functions</title><h1>Your Functions app is up and running</h1>"
"""Replaces the 150 kB page that the real host returns for `/` when no function matches."""


def handle_request(index: Index, request: Request) -> Response:
    """Return the response of the first matching function, or the host's own."""
    if index.is_down:
        return adapt_to_method(Response(503), request.method)
    if not request.headers.get("host"):
        return adapt_to_method(Response(500), request.method)
    for function in index.functions:
        parameters = function.route.match(request.target.path)
        if parameters is not None and (not function.methods or request.method in function.methods):
            return _call_function(function, request, parameters)
    return adapt_to_method(_home_page() if request.target.path == "/" else Response(404), request.method)


def _home_page() -> Response:
    if os.environ.get("AzureWebJobsDisableHomepage", "").lower() == "true":  # noqa: SIM112 - the platform's name
        return Response(204)
    return Response(200, (("Content-Type", "text/html"), ("Content-Length", str(len(HOME_PAGE)))), HOME_PAGE)


def _call_function(function: Function, request: Request, parameters: Mapping[str, str]) -> Response:
    try:
        return adapt_to_method(function.call(request, parameters), request.method)
    except BadResponse as error:
        log.error("%s returned a response that can't be sent: %s.", function.name, error)  # noqa: TRY400 - no stack
    except Exception:
        log.exception("%s failed.", function.name)
    return adapt_to_method(Response(500), request.method)
