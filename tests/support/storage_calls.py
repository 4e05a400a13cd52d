"""What the gallery asks of storage, counted where it leaves the process."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import requests
from requests.adapters import HTTPAdapter


@contextmanager
def counted_calls(headers: list[set[str]] | None = None) -> Iterator[list[str]]:
    """Every call as it leaves, like `PUT` or `GET list`, also a second try; they go out as ever.

    `headers` takes the names of each call's, in lower case.
    """
    calls: list[str] = []
    send = HTTPAdapter.send

    def counting(adapter: HTTPAdapter, request: requests.PreparedRequest, *rest: object, **named: object) -> object:
        asked = parse_qs(urlsplit(request.url or "").query).get("comp", [])
        calls.append(" ".join([str(request.method), *asked]))
        if headers is not None:
            headers.append({name.lower() for name in request.headers})
        return send(adapter, request, *rest, **named)  # type: ignore[arg-type]  # as they came

    with patch.object(HTTPAdapter, "send", counting):
        yield calls
