"""HTTP answers as values: status, headers, body. The only place that knows the headers every answer carries."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gallery.errors import GalleryError

HTML = "text/html; charset=utf-8"
JSON = "application/json"
PROBLEM = "application/problem+json"
"""RFC 9457."""

EVERY_ANSWER = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-cache",
}


@dataclass(frozen=True)
class Answer:
    """What a handler gives back; `headers` override those of every answer."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def all_headers(self) -> dict[str, str]:
        """With those of every answer. The length is named, because the host would send it in chunks otherwise."""
        length = {} if self.status == 304 else {"Content-Length": str(len(self.body))}  # noqa: PLR2004 - RFC 9110 15.4.5
        return {**EVERY_ANSWER, **length, **self.headers}


def json_answer(data: Any, status: int = 200) -> Answer:
    """JSON, in UTF-8 as RFC 8259 wants it."""
    return Answer(status, json.dumps(data, ensure_ascii=False).encode(), JSON)


def see_other(location: str) -> Answer:
    """303: the browser gets the other page. `location` is percent-encoded and starts with one slash."""
    return Answer(303, headers={"Location": location})


def found(location: str) -> Answer:
    """302, not to be remembered: what it leads to is good for an hour."""
    return Answer(302, headers={"Location": location, "Cache-Control": "private, no-store"})


def html_answer(page: str, status: int = 200) -> Answer:
    """A page."""
    return Answer(status, page.encode(), HTML)


def error_answer(error: GalleryError, accept: str, page: Callable[[GalleryError], str]) -> Answer:
    """A refusal: a page for browsers (whose Accept names text/html), problem details (RFC 9457) for scripts."""
    retry = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    if "text/html" in accept:
        return Answer(error.status, page(error).encode(), HTML, retry)
    problem = {"type": "about:blank", "title": error.title, "status": error.status, "detail": error.message}
    return Answer(error.status, json.dumps(problem, ensure_ascii=False).encode(), PROBLEM, retry)
