"""The requests that the gallery sends to storage, counted where they leave the process."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import requests
from requests.adapters import HTTPAdapter


@contextmanager
def count_calls(headers: list[set[str]] | None = None) -> Iterator[list[str]]:
    """Collect every request, including retries, like `PUT` or `GET list`.

    Also collects the names of each request's headers, in lower case, in `headers`.
    """
    calls: list[str] = []
    send = HTTPAdapter.send

    def count(adapter: HTTPAdapter, request: requests.PreparedRequest, *rest: object, **named: object) -> object:
        operation = parse_qs(urlsplit(request.url or "").query).get("comp", [])
        calls.append(" ".join([str(request.method), *operation]))
        if headers is not None:
            headers.append({name.lower() for name in request.headers})
        return send(adapter, request, *rest, **named)  # type: ignore[arg-type]  # passed on unchanged

    with patch.object(HTTPAdapter, "send", count):
        yield calls
