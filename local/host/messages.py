"""Requests and responses on their way between HTTP and azure.functions, with what the real host does to them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from azure.functions import HttpResponse
from azure.functions.http import HttpRequest, HttpResponseConverter

from local.host.cookies import set_cookie_headers
from local.host.urls import Target

HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE = re.compile(r"[\t\x20-\x7e]*")
BODILESS = {204, 304}


class BadResponse(Exception):
    """A response that the real host can't send, and answers with 500 instead."""


@dataclass(frozen=True)
class Request:
    """A request as it came over the wire: header names in lower case, repeated ones joined."""

    method: str
    target: Target
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Response:
    """A response as it goes over the wire."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


def function_request(request: Request, route_parameters: Mapping[str, str]) -> HttpRequest:
    """What the function gets."""
    query = f"?{request.target.query}" if request.target.query else ""
    return HttpRequest(
        method=request.method,
        url=f"http://{request.headers['host']}{request.target.url_path}{query}",
        headers=request.headers,
        params=request.target.parameters,
        route_params=route_parameters,
        body_type="bytes",
        body=request.body,
    )


def check_result(result: Any) -> None:
    """Raise BadResponse for a result that the worker refuses, before any blob is written."""
    if not isinstance(result, (HttpResponse, str, type(None))):
        raise BadResponse(f"the function returned {type(result).__name__}, not an HttpResponse")


def function_response(result: Any) -> Response:
    """What the function gave. Raises BadResponse or another exception where the real host answers 500."""
    if isinstance(result, str):
        return Response(200, (("Content-Type", "text/plain; charset=utf-8"),), result.encode())
    if result is None:
        raise BadResponse("the function returned no response")
    value = HttpResponseConverter.encode(result, expected_type=None).value
    headers = [(name, header.value) for name, header in value["headers"].items()]
    headers = [*_last_of_each(headers), *(("Set-Cookie", cookie) for cookie in set_cookie_headers(value["cookies"]))]
    return _checked(Response(int(value["status_code"].value), tuple(headers), value["body"].value))


def fit_to_method(response: Response, method: str) -> Response:
    """Without the body where HTTP has none. Raises BadResponse when a Content-Length of its own is wrong."""
    if method == "HEAD" or response.status in BODILESS:
        return replace(response, body=b"")
    length = next((value for name, value in response.headers if name.lower() == "content-length"), None)
    if length is not None and length != str(len(response.body)):
        raise BadResponse(f"its Content-Length is {length!r}, its body has {len(response.body)} bytes")
    if length is None and not response.body:
        return replace(response, headers=(*response.headers, ("Content-Length", "0")))
    return response


def _last_of_each(headers: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return {name.lower(): (name, value) for name, value in headers}.values()


def _checked(response: Response) -> Response:
    if not 200 <= response.status <= 999:  # noqa: PLR2004 - what a final status is
        raise BadResponse(f"its status is {response.status}")
    for name, value in response.headers:
        if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            raise BadResponse(f"its header {name!r} holds a character that is not printable ASCII")
    return response
