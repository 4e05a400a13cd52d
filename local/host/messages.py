"""Requests and responses, converted between HTTP and azure.functions with the real host's quirks."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from azure.functions import HttpResponse
from azure.functions.http import HttpRequest, HttpResponseConverter

from local.host.cookies import build_set_cookie_headers
from local.host.urls import Target

HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE = re.compile(r"[\t\x20-\x7e]*")
BODILESS = {204, 304}


class BadResponse(Exception):
    """A response that the real host can't send; the client gets a 500 instead."""


@dataclass(frozen=True)
class Request:
    """A request as received: header names in lower case, repeated headers joined."""

    method: str
    target: Target
    headers: Mapping[str, str]
    body: bytes

    @property
    def body_length(self) -> int:
        """The announced length; 0 for a chunked body."""
        return 0 if "transfer-encoding" in self.headers else int(self.headers.get("content-length", 0))


@dataclass(frozen=True)
class Response:
    """A response as sent."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


def build_function_request(request: Request, route_parameters: Mapping[str, str]) -> HttpRequest:
    """Return the request object that's passed to the function."""
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
    """Raise BadResponse for a result that the worker refuses before any blob is written."""
    if not isinstance(result, (HttpResponse, str, type(None))):
        raise BadResponse(f"the function returned {type(result).__name__}, not an HttpResponse")


def build_response(result: Any) -> Response:
    """Convert the function's result. Raises BadResponse or another exception where the real host returns 500."""
    if isinstance(result, str):
        return Response(200, (("Content-Type", "text/plain; charset=utf-8"),), result.encode())
    if result is None:
        raise BadResponse("the function returned None")
    value = HttpResponseConverter.encode(result, expected_type=None).value
    headers = [(name, header.value) for name, header in value["headers"].items()]
    cookies = build_set_cookie_headers(value["cookies"])
    headers = [*_keep_last_of_each(headers), *(("Set-Cookie", cookie) for cookie in cookies)]
    return _check_response(Response(int(value["status_code"].value), tuple(headers), value["body"].value))


def adapt_to_method(response: Response, method: str) -> Response:
    """Drop the body where HTTP allows none. Raises BadResponse if the function set a wrong Content-Length."""
    if method == "HEAD" or response.status in BODILESS:
        return replace(response, body=b"")
    length = next((value for name, value in response.headers if name.lower() == "content-length"), None)
    if length is not None and length != str(len(response.body)):
        raise BadResponse(f"its Content-Length is {length!r}, but its body has {len(response.body)} bytes")
    if length is None and not response.body:
        return replace(response, headers=(*response.headers, ("Content-Length", "0")))
    return response


def _keep_last_of_each(headers: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return {name.lower(): (name, value) for name, value in headers}.values()


def _check_response(response: Response) -> Response:
    if not 200 <= response.status <= 999:  # noqa: PLR2004 - the range of final statuses
        raise BadResponse(f"its status is {response.status}")
    for name, value in response.headers:
        if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            raise BadResponse(f"its header {name!r} contains a character that isn't printable ASCII")
    return response
