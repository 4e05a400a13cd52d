"""All access rules: who the caller is and what they may do. Anything not allowed is refused."""

import hmac
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from gallery.errors import (
    CrossSite,
    GalleryError,
    NotFound,
    NotSignedIn,
    PhotoNotFound,
    QueryTooLong,
    ShareLocked,
    ShareNotFound,
)
from gallery.library.album_settings import is_private
from gallery.library.shares.store import open_share
from gallery.model.shares import Share
from gallery.settings import Settings
from gallery.storage.account import Storage
from gallery.translations import Text
from gallery.translations import lazy_gettext as _
from gallery.web.guest_cookies import has_entered_password
from gallery.web.request import MAX_CREDENTIALS, Request, read_header
from gallery.web.sessions import is_ended, read_sessions
from gallery.web.text import page
from gallery.web.throttle import KEY_ATTEMPTS
from gallery.web.urls import secret_in

MAX_QUERY = 6_000
"""Characters: fits a photo name of 980 characters and an album name, both percent-encoded."""

T = TypeVar("T")


class Permission(Enum):
    """What a route requires.

    Routes of a single photo refuse with 404 instead of 401: the same response as for a photo that doesn't exist, so
    that callers can't find out which names exist.
    """

    ANYONE = "no permission: signing in, static files, health"
    VIEW = "may view photos"
    VIEW_OR_NOT_FOUND = "may view photos; 404 otherwise"
    DOWNLOAD_OR_NOT_FOUND = "may download photos; 404 otherwise"
    OWNER = "owns the gallery"
    OWNER_OR_NOT_FOUND = "owns the gallery; 404 otherwise"
    SHARE = "has a link that was shared, even if its password is still missing"
    SHARE_VIEW = "may see the photos of a share"
    SHARE_DOWNLOAD = "may download the photos of a share"
    SHARE_ADD = "may add photos to a share"
    NOBODY = "refuses everyone: the default"
    NOWHERE = "404 for everyone: there's no such page"


@dataclass(frozen=True)
class Caller:
    """Who sent the request."""

    is_owner: bool
    can_view: bool
    can_sign_in: bool = False
    note: Text | None = None
    """Why the page is read-only, if that may be a surprise."""
    is_guest: bool = False
    """Whether they asked for something below a share's link."""
    share: Share | None = None
    """Of a guest whose link works."""
    is_unlocked: bool = False
    """Whether the share has no password, or the guest has entered it."""
    gets_copies: bool = False
    """Whether they may download copies of photos without metadata."""

    @property
    def can_download(self) -> bool:
        """Whether they may download photos. Their scripts read them straight from storage, to zip them."""
        return self.is_owner or self.gets_copies


ANONYMOUS = Caller(is_owner=False, can_view=False)
UNKNOWN_GUEST = Caller(is_owner=False, can_view=False, is_guest=True)

REFUSED_AS_MISSING = frozenset(
    {Permission.OWNER_OR_NOT_FOUND, Permission.VIEW_OR_NOT_FOUND, Permission.DOWNLOAD_OR_NOT_FOUND}
)
"""Of routes of a single photo, see Permission."""

SHARE_PERMISSIONS = frozenset(
    {Permission.SHARE, Permission.SHARE_VIEW, Permission.SHARE_DOWNLOAD, Permission.SHARE_ADD}
)
"""Of the routes below a share's link. All others know nothing about shares."""

_current_caller: ContextVar[Caller] = ContextVar("caller", default=ANONYMOUS)


def current_caller() -> Caller:
    """Return the caller whose request this thread is handling, or ANONYMOUS."""
    return _current_caller.get()


def call_as(caller: Caller, function: Callable[[], T]) -> T:
    """Call the function with `caller` as its current caller."""
    context = copy_context()
    context.run(_current_caller.set, caller)
    return context.run(function)


def authorize(
    request: Request, permission: Permission, settings: Callable[[], Settings], storage: Callable[[], Storage]
) -> Caller:
    """Return the caller if they have the permission. Settings and storage are read only if it depends on them.

    Raises NotSignedIn, NotFound (see Permission), CrossSite for writes from other websites, QueryTooLong, and
    TooManyWrongKeys.
    """
    if permission is Permission.NOWHERE:
        raise NotFound("This page doesn't exist.")
    if len(request.url.partition("?")[2]) > MAX_QUERY:
        raise QueryTooLong("This address is too long.")
    caller = ANONYMOUS
    if permission is not Permission.ANYONE:
        chosen, opened = settings(), storage()
        is_share = permission in SHARE_PERMISSIONS
        caller = identify_guest(request, opened) if is_share else identify_caller(request, chosen, opened)
    if not _has(caller, permission):
        raise _refusal(permission, caller)
    if request.method not in {"GET", "HEAD"}:
        _check_origin(request)
    return caller


def identify_caller(request: Request, settings: Settings, storage: Storage) -> Caller:
    """Find out who the caller is. Raises NotSignedIn for a wrong key, even on public pages, and TooManyWrongKeys."""
    gets_copies = settings.is_public and settings.visitors_download
    if not settings.owner_key:
        return Caller(is_owner=False, can_view=settings.is_public, note=page.READ_ONLY, gets_copies=gets_copies)
    is_owner = _has_bearer(request, settings) or _has_session(request, settings, storage)
    return Caller(is_owner, can_view=is_owner or settings.is_public, can_sign_in=True, gets_copies=gets_copies)


def identify_guest(request: Request, storage: Storage) -> Caller:
    """Find out which share a guest's link belongs to. Who owns the gallery doesn't matter there.

    Raises ShareNotFound if the link is wrong, expired or revoked.
    """
    share = open_share(storage, secret_in(request.url))
    is_unlocked = not share.password or has_entered_password(request, share)
    gets_copies = is_unlocked and share.can_download
    return replace(UNKNOWN_GUEST, share=share, is_unlocked=is_unlocked, gets_copies=gets_copies)


def guest_share(caller: Caller) -> Share:
    """Return the share that the caller is a guest of. Raises ShareNotFound for anyone else."""
    if not caller.share:
        raise ShareNotFound
    return caller.share


def require_visible(storage: Storage, name: str, caller: Caller) -> None:
    """Raise PhotoNotFound, as for a photo that doesn't exist, if its album is one that only the owner may see."""
    if not caller.is_owner and is_private(storage, name):
        raise PhotoNotFound


def require_owner(caller: Caller) -> None:
    """Raise NotSignedIn for anyone else: for queries of a public route that only the owner may use."""
    if not caller.is_owner:
        raise _refusal(Permission.OWNER, caller)


def check_owner_key(key: str, settings: Settings) -> bool:
    """Whether this is the owner's key. Raises TooManyWrongKeys, whichever key this is."""
    if not settings.owner_key or not key:
        return False
    given, expected = key.encode(errors="replace"), settings.owner_key.encode()
    return KEY_ATTEMPTS.attempt(lambda: hmac.compare_digest(given, expected))


def uses_https(request: Request, settings: Settings) -> bool:
    """Whether the browser uses https. In Azure it always does, but the request's scheme isn't reliable there."""
    return settings.is_in_azure or request.url.startswith("https:")


def _has(caller: Caller, permission: Permission) -> bool:
    if permission in SHARE_PERMISSIONS:
        return _has_on_share(caller, permission)
    if permission in {Permission.VIEW, Permission.VIEW_OR_NOT_FOUND}:
        return caller.can_view
    if permission in {Permission.OWNER, Permission.OWNER_OR_NOT_FOUND}:
        return caller.is_owner
    if permission is Permission.DOWNLOAD_OR_NOT_FOUND:
        return caller.can_download
    return permission is Permission.ANYONE


def _has_on_share(caller: Caller, permission: Permission) -> bool:
    if not caller.share:
        return False
    allowed = {
        Permission.SHARE: True,
        Permission.SHARE_VIEW: caller.is_unlocked,
        Permission.SHARE_DOWNLOAD: caller.gets_copies,
        Permission.SHARE_ADD: caller.is_unlocked and caller.share.can_add,
    }
    return allowed[permission]


def _refusal(permission: Permission, caller: Caller) -> GalleryError:
    if caller.share:
        return NotFound("This link doesn't allow that.") if caller.is_unlocked else ShareLocked()
    if permission in REFUSED_AS_MISSING:
        return PhotoNotFound()
    return NotSignedIn(caller.note or _("Only the owner can see this page. Sign in to continue."))


def _has_bearer(request: Request, settings: Settings) -> bool:
    scheme, _, key = read_header(request, "authorization", MAX_CREDENTIALS).partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        return False
    if not check_owner_key(key.strip(), settings):
        raise NotSignedIn("Wrong key.")
    return True


def _has_session(request: Request, settings: Settings, storage: Storage) -> bool:
    sessions = read_sessions(read_header(request, "cookie", MAX_CREDENTIALS), settings)
    return any(not is_ended(storage, session) for session in sessions)


def _check_origin(request: Request) -> None:
    """Refuse writes that a page of another website makes a browser send.

    Browsers send Sec-Fetch-Site (`none`: the user acted without a page, for example with a phone's share menu). Older
    browsers, and all on plain http, send Origin (RFC 6454). Scripts send neither, which is fine without a cookie.
    """
    site, origin = request.headers.get("sec-fetch-site", ""), request.headers.get("origin", "")
    if site:
        is_own = site in {"same-origin", "none"}
    elif origin:
        own_hosts = {request.headers.get(name, "").lower() for name in ("host", "disguised-host")} - {""}
        is_own = origin.lower().partition("://")[2] in own_hosts
    else:
        is_own = "cookie" not in request.headers
    if not is_own:
        raise CrossSite("Another website tried to change this gallery. Nothing was changed.")
