"""Set-Cookie as the worker takes it apart and the host puts it together again."""

from collections.abc import Iterable, Iterator
from email.utils import format_datetime, parsedate_to_datetime
from http.cookies import Morsel, SimpleCookie
from urllib.parse import quote


def set_cookie_headers(cookies: Iterable[SimpleCookie] | None) -> Iterator[str]:
    """The values of the Set-Cookie headers. What SimpleCookie could not read has vanished already.

    Raises ValueError for an `Expires` or `Max-Age` that can't be read.
    """
    for cookie in cookies or ():
        for name, morsel in cookie.items():
            yield "; ".join(_attributes(name, morsel))


def _attributes(name: str, morsel: Morsel[str]) -> Iterator[str]:
    yield f"{quote(name, safe='')}={quote(morsel.value, safe='')}"
    if morsel["expires"]:
        yield f"expires={format_datetime(parsedate_to_datetime(morsel['expires']), usegmt=True)}"
    if morsel["max-age"]:
        yield f"max-age={int(morsel['max-age'])}"
    yield f"domain={morsel['domain']}"  # also when it is empty
    if morsel["path"]:
        yield f"path={morsel['path']}"
    if morsel["secure"]:
        yield "secure"
    if morsel["samesite"]:
        yield f"samesite={morsel['samesite'].lower()}"
    if morsel["httponly"]:
        yield "httponly"
