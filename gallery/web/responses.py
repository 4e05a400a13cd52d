"""Responses as values: status, headers and body, and the headers that every response has."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from werkzeug.http import parse_etags

from gallery.errors import GalleryError
from gallery.web.compression import COMPRESSIBLE, compress

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
    "Vary": "Accept, Accept-Encoding, Accept-Language, Authorization, Cookie",
}
"""OWASP Secure Headers Project; responses depend on the caller, so shared caches must not keep them."""

NO_STORE = {"Cache-Control": "private, no-store"}
"""For what only the owner may see: after signing out, the browser's Back must not show it."""

GUEST_HEADERS = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex"}
"""For everything below a share's link. Search engines must never list it. With `no-referrer`, forms would send
`Origin: null`."""

HSTS = {"Strict-Transport-Security": "max-age=31536000"}
"""A year, for responses over https (RFC 6797)."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' {storage}; media-src 'self' {storage}; "
    "connect-src 'self'{readable}; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""CSP Level 3. `{storage}` is the origin of the storage account, which serves previews and originals. `{readable}`:
the same for those whose scripts read files to zip them.
"""


@dataclass(frozen=True)
class Response:
    """What a handler returns. Its headers override the common ones."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    """Numbers for the log line."""
    is_file: bool = False
    """Whether this is a static file, the same for everyone."""


def json_response(data: Any, status: int = 200, counts: Mapping[str, int] | None = None) -> Response:
    return Response(status, json.dumps(data, ensure_ascii=False).encode(), JSON, counts=counts or {})


def html_response(page: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(status, page.encode(), HTML, headers or {})


def problem_response(error: GalleryError, headers: Mapping[str, str]) -> Response:
    """Return a refusal as problem details (RFC 9457)."""
    problem = {"type": "about:blank", "title": str(error.title), "status": error.status, "detail": error.message}
    return Response(error.status, json.dumps(problem, ensure_ascii=False).encode(), PROBLEM, headers)


def redirect(location: str) -> Response:
    """Redirect with 302. Not cached, because SAS tokens in the location expire."""
    return Response(302, headers={"Location": location, **NO_STORE})


def redirect_after_post(location: str, cookie: str = "", counts: Mapping[str, int] | None = None) -> Response:
    """Redirect a form to a page with 303. `location` is a percent-encoded path that starts with one slash."""
    headers = {"Set-Cookie": cookie} if cookie else {}
    return Response(303, headers={"Location": location, **headers}, counts=counts or {})


def revalidate(response: Response, if_none_match: str) -> Response:
    """Add an ETag to a 200 response, or turn it into a 304 if the client has it already.

    ETags are weak because all encodings of a body share one (RFC 9110, 8.8.3.3 and 13.1.2).
    """
    if response.status != HTTPStatus.OK or not response.body:
        return response
    etag = response.headers.get("ETag") or f'W/"{hashlib.sha256(response.body).hexdigest()[:16]}"'
    response = replace(response, headers={**response.headers, "ETag": etag})
    return replace(response, status=304, body=b"") if _matches(etag, if_none_match) else response


def compress_response(response: Response, accept_encoding: str) -> Response:
    """Compress text with an encoding that the client accepts."""
    if not COMPRESSIBLE.match(response.content_type):
        return response
    body, encoding = compress(response.body, accept_encoding, is_file=response.is_file)
    headers = {**response.headers, "Content-Encoding": encoding} if encoding else response.headers
    return replace(response, body=body, headers=headers)


def add_common_headers(
    response: Response, storage_origin: str, *, reads_storage: bool = False, is_indexed: bool = False
) -> Response:
    """Add the headers that every response has. Content-Length is among them: without it, the host sends chunks."""
    headers = {**COMMON_HEADERS, "Content-Type": response.content_type}
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.format(
        storage=storage_origin, readable=f" {storage_origin}" if reads_storage else ""
    )
    if not is_indexed:
        headers["X-Robots-Tag"] = "noindex"
    if response.status != HTTPStatus.NOT_MODIFIED:
        headers["Content-Length"] = str(len(response.body))
    return replace(response, headers={**headers, **response.headers})


def _matches(etag: str, if_none_match: str) -> bool:
    quoted = etag.removeprefix("W/")
    etags = parse_etags(if_none_match.strip())
    # parse_etags also accepts tags without quotes, which RFC 9110 doesn't.
    return etags.star_tag or (quoted in if_none_match and etags.contains_weak(quoted.strip('"')))
