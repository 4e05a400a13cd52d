"""HTTP answers as values: status, headers, body. The only place that knows the headers every answer carries."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from gallery.errors import GalleryError
from gallery.web.compression import COMPRESSIBLE, compressed

HTML = "text/html; charset=utf-8"
JSON = "application/json"
PROBLEM = "application/problem+json"
"""RFC 9457."""

COMMON_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "private, no-cache",
    "Vary": "Accept, Accept-Encoding, Authorization, Cookie",
}
"""OWASP Secure Headers Project; what depends on the caller is never kept by a cache between us."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' {storage}; connect-src 'self' {storage}; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""CSP Level 3. `{storage}` is the origin of the account from which browsers load previews and originals."""

_ENTITY_TAG = re.compile(r'"[^"]*"')


@dataclass(frozen=True)
class Response:
    """What a handler gives back; `headers` override those of every answer."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many of what, for the log."""
    is_file: bool = False
    """A file of ours, with the same bytes for everyone."""


def revalidate(answer: Response, known: str) -> Response:
    """What was asked for, with the ETag of what it is; without its body for whoever has that already.

    `known` is the request's If-None-Match. ETags are weak, because every coding of a body has the same
    (RFC 9110, 8.8.3.3 and 13.1.2).
    """
    if answer.status != HTTPStatus.OK or not answer.body:
        return answer
    etag = answer.headers.get("ETag") or f'W/"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
    answer = replace(answer, headers={**answer.headers, "ETag": etag})
    is_known = known.strip() == "*" or etag.removeprefix("W/") in _ENTITY_TAG.findall(known)
    return replace(answer, status=304, body=b"") if is_known else answer


def compress_response(answer: Response, accepted: str) -> Response:
    """In a coding that the request's Accept-Encoding names, where that makes it smaller."""
    if not COMPRESSIBLE.match(answer.content_type):
        return answer
    body, coding = compressed(answer.body, accepted, once=answer.is_file)
    return replace(answer, body=body, headers={**answer.headers, "Content-Encoding": coding}) if coding else answer


def add_common_headers(answer: Response, storage_origin: str, *, is_indexed: bool) -> Response:
    """The answer with the headers of every answer; its own win.

    The length is named, because the host would send it in chunks otherwise.
    """
    headers = {**COMMON_HEADERS, "Content-Type": answer.content_type}
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.format(storage=storage_origin)
    if not is_indexed:
        headers["X-Robots-Tag"] = "noindex"
    if answer.status != HTTPStatus.NOT_MODIFIED:
        headers["Content-Length"] = str(len(answer.body))
    return replace(answer, headers={**headers, **answer.headers})


def json_response(data: Any, status: int = 200, counts: Mapping[str, int] | None = None) -> Response:
    """JSON, in UTF-8 as RFC 8259 wants it."""
    return Response(status, json.dumps(data, ensure_ascii=False).encode(), JSON, counts=counts or {})


def redirect_after_post(location: str, cookie: str = "", counts: Mapping[str, int] | None = None) -> Response:
    """303: the browser gets the other page. `location` is percent-encoded and starts with one slash."""
    headers = {"Set-Cookie": cookie} if cookie else {}
    return Response(303, headers={"Location": location, **headers}, counts=counts or {})


def redirect(location: str) -> Response:
    """302, not to be remembered: what it leads to is good for an hour."""
    return Response(302, headers={"Location": location, "Cache-Control": "private, no-store"})


def html_response(page: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A page."""
    return Response(status, page.encode(), HTML, headers or {})


def problem_response(error: GalleryError, headers: Mapping[str, str]) -> Response:
    """A refusal for scripts (RFC 9457)."""
    problem = {"type": "about:blank", "title": error.title, "status": error.status, "detail": error.message}
    return Response(error.status, json.dumps(problem, ensure_ascii=False).encode(), PROBLEM, headers)
