"""From a request to the function that answers it, or to the host's own answer."""

import logging
import os
from collections.abc import Mapping

from local.host.functions import Function
from local.host.indexing import Index
from local.host.messages import BadResponse, Request, Response, fit_to_method

log = logging.getLogger("local.host")

HOME_PAGE = b"<!doctype html><title>Functions</title><h1>Your Functions app is up and running</h1>"
"""Stands for the 150 kB with which the real host answers at `/` when no function does."""


def answer(index: Index, request: Request) -> Response:
    """The response of the first function that takes the request, or the host's own."""
    if index.down:
        return fit_to_method(Response(503), request.method)
    if not request.headers.get("host"):
        return fit_to_method(Response(500), request.method)
    for function in index.functions:
        parameters = function.route.match(request.target.path)
        if parameters is not None and (not function.methods or request.method in function.methods):
            return _call(function, request, parameters)
    return fit_to_method(_home() if request.target.path == "/" else Response(404), request.method)


def _home() -> Response:
    if os.environ.get("AzureWebJobsDisableHomepage", "").lower() == "true":  # noqa: SIM112 - the platform's name
        return Response(204)
    return Response(200, (("Content-Type", "text/html"), ("Content-Length", str(len(HOME_PAGE)))), HOME_PAGE)


def _call(function: Function, request: Request, parameters: Mapping[str, str]) -> Response:
    try:
        return fit_to_method(function.call(request, parameters), request.method)
    except BadResponse as error:
        log.error("%s: this response can't be sent: %s.", function.name, error)  # noqa: TRY400 - no stack of ours
    except Exception:
        log.exception("%s failed.", function.name)
    return fit_to_method(Response(500), request.method)
