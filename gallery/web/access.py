"""Who is asking, and what they may do: decided here, and nowhere else. Whatever is not allowed is refused."""

import hmac
import ipaddress
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from gallery.errors import Busy, CrossSite, GalleryError, NotFound, NotSignedIn, QueryTooLong
from gallery.settings import Settings
from gallery.storage.account import Storage
from gallery.web.request import Request
from gallery.web.sessions import is_ended, read_session

MAX_QUERY = 6_000
"""Characters of a query: a name of 980 characters, percent-encoded, and room for an album's beside it."""

WRONG_KEY_SECONDS = 1.0
"""What a wrong key costs whoever tries it, and MAX_WRONG_AT_ONCE of them can be tried at a time."""
MAX_WRONG_AT_ONCE = 4

READ_ONLY_NOTE = "This gallery is read-only: set OWNER_KEY in the app settings to add and delete photos."
NAMED_HOST_NOTE = "To add and delete photos on your own machine, open this gallery at http://localhost."

_PAGE = re.compile(r"/(albums|trash)?(\?[A-Za-z0-9%=&/._~()'!*,;:@$+-]*)?", re.ASCII)
_wrong_keys = threading.BoundedSemaphore(MAX_WRONG_AT_ONCE)


class Permission(Enum):
    """What a route needs."""

    ANYONE = "nothing: signing in, styles, health"
    VIEW = "to look at the photos"
    VIEW_ONE = "to look at one photo, which is not there for others"
    OWNER = "to own the gallery"
    OWNER_ONLY_HIDDEN = "to own the gallery; for others the photo is not there"
    NOBODY = "a right that nobody has: that of a route which does not say what it needs"


@dataclass(frozen=True)
class Caller:
    """Who is asking."""

    is_owner: bool
    can_view: bool
    can_sign_in: bool = False
    note: str = ""
    """Why the page offers less than it could."""


ANONYMOUS = Caller(is_owner=False, can_view=False)


def check(
    request: Request, right: Permission, settings: Callable[[], Settings], storage: Callable[[], Storage]
) -> Caller:
    """Who is asking, if they have the right. Settings and storage are not looked at where none is needed.

    Raises NotSignedIn, NotFound for what must not be known to be there, CrossSite for what another web site
    makes a browser send, and Busy when too many wrong keys are tried.
    """
    if len(request.url.partition("?")[2]) > MAX_QUERY:
        raise QueryTooLong("This address is too long to be one of the gallery's.")
    caller = ANONYMOUS if right is Permission.ANYONE else identify_caller(request, settings(), storage())
    if not _has(caller, right):
        raise _refusal(right, caller)
    if request.method not in {"GET", "HEAD"}:
        _check_origin(request)
    return caller


def identify_caller(request: Request, settings: Settings, storage: Storage) -> Caller:
    """Who is asking. Raises Busy when too many wrong keys are tried."""
    if not settings.owner_key:
        return _caller_without_key(request, settings)
    is_owner = _has_bearer(request, settings) or _has_session(request, settings, storage)
    return Caller(is_owner, can_view=is_owner or settings.is_public, can_sign_in=True)


def check_owner_key(key: str, settings: Settings) -> bool:
    """Whether this is the owner's key; takes the same time for every wrong one. Raises Busy."""
    if not settings.owner_key:
        return False
    if hmac.compare_digest(key.encode(errors="replace"), settings.owner_key.encode()):
        return True
    if not _wrong_keys.acquire(blocking=False):
        raise Busy("Too many wrong keys are being tried. Please wait a moment and try again.")
    try:
        time.sleep(WRONG_KEY_SECONDS)
    finally:
        _wrong_keys.release()
    return False


def safe_return_path(address: str) -> str:
    """Where the browser goes after signing in: a page of the gallery, and never another site."""
    return address if _PAGE.fullmatch(address) else "/"


def needs_secure_cookie(request: Request, settings: Settings) -> bool:
    """In Azure, where the request's own scheme is not to be relied on, it is always https for browsers."""
    return settings.is_in_azure or request.url.startswith("https:")


def _has(caller: Caller, right: Permission) -> bool:
    return {
        Permission.ANYONE: True,
        Permission.VIEW: caller.can_view,
        Permission.VIEW_ONE: caller.can_view,
        Permission.OWNER: caller.is_owner,
        Permission.OWNER_ONLY_HIDDEN: caller.is_owner,
    }.get(right, False)


def _refusal(right: Permission, caller: Caller) -> GalleryError:
    if right in {Permission.OWNER_ONLY_HIDDEN, Permission.VIEW_ONE}:
        return NotFound("There is no such photo.")
    return NotSignedIn(caller.note or "This is for the owner of the gallery. Please sign in with the owner's key.")


def _caller_without_key(request: Request, settings: Settings) -> Caller:
    if settings.is_local and _is_this_machine(request.headers.get("host", "")):
        return Caller(is_owner=True, can_view=True)
    note = NAMED_HOST_NOTE if settings.is_local else READ_ONLY_NOTE
    return Caller(is_owner=False, can_view=settings.is_public, note=note)


def _is_this_machine(host: str) -> bool:
    """A loopback address or localhost: other addresses are for others, and a web site could make any other name, its
    own, mean this machine (DNS rebinding).
    """
    name = _netloc_name(host)
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def _netloc_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _has_bearer(request: Request, settings: Settings) -> bool:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and check_owner_key(key.strip(), settings)


def _has_session(request: Request, settings: Settings, storage: Storage) -> bool:
    session = read_session(request.headers.get("cookie", ""), settings)
    return session is not None and not is_ended(storage, session)


def _check_origin(request: Request) -> None:
    """Whoever writes by a browser must come from the gallery's own page.

    Browsers say so by Fetch Metadata, where `none` is what a person does without any page, as by a phone's share menu;
    older ones, and all of them on plain http, by Origin (RFC 6454). Scripts send neither, and are believed when they
    do not ride on a cookie.
    """
    site, origin = request.headers.get("sec-fetch-site", ""), request.headers.get("origin", "")
    if site:
        is_own = site in {"same-origin", "none"}
    elif origin:
        own = {request.headers.get(name, "").lower() for name in ("host", "disguised-host")} - {""}
        is_own = origin.lower().partition("://")[2] in own
    else:
        is_own = "cookie" not in request.headers
    if not is_own:
        raise CrossSite("Another web site tried to change something here. Nothing was changed.")
