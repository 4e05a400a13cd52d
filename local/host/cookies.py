"""Set-Cookie headers, parsed by the worker and rebuilt by the host."""

from collections.abc import Iterable, Iterator
from email.utils import format_datetime, parsedate_to_datetime
from http.cookies import Morsel, SimpleCookie
from urllib.parse import quote


def build_set_cookie_headers(cookies: Iterable[SimpleCookie] | None) -> Iterator[str]:
    """Yield the values of the Set-Cookie headers. Cookies that SimpleCookie couldn't parse are already gone.

    Raises ValueError for an invalid `Expires` or `Max-Age`.
    """
    for cookie in cookies or ():
        for name, morsel in cookie.items():
            yield "; ".join(_build_attributes(name, morsel))


def _build_attributes(name: str, morsel: Morsel[str]) -> Iterator[str]:
    yield f"{quote(name, safe='')}={quote(morsel.value, safe='')}"
    if morsel["expires"]:
        yield f"expires={format_datetime(parsedate_to_datetime(morsel['expires']), usegmt=True)}"
    if morsel["max-age"]:
        yield f"max-age={int(morsel['max-age'])}"
    yield f"domain={morsel['domain']}"  # the real host sends it even when it's empty
    if morsel["path"]:
        yield f"path={morsel['path']}"
    if morsel["secure"]:
        yield "secure"
    if morsel["samesite"]:
        yield f"samesite={morsel['samesite'].lower()}"
    if morsel["httponly"]:
        yield "httponly"
