"""Sessions of the owner's browser: a signed cookie, good until it is old, ended, or the owner's key changes."""

import hashlib
import secrets
import time
from http.cookies import CookieError, SimpleCookie

from itsdangerous import BadSignature, TimestampSigner

from gallery.errors import NotFound
from gallery.settings import Settings
from gallery.storage import Storage

COOKIE = "session"

MAX_AGE = 30 * 24 * 3600
"""Seconds until the owner has to sign in again."""

ENDED = ".ended/"

STILL_GOOD = 60
"""Seconds for which a session that was found not to be ended is not looked up again: as long as it may live on
in another instance after signing out."""

_seen_good: dict[str, float] = {}


def new_session(settings: Settings) -> str:
    """The value of a new session's cookie: letters, digits, `-._` alone, because the host rewrites other values."""
    return _signer(settings).sign(secrets.token_hex(16)).decode()


def set_cookie(value: str, *, secure: bool, max_age: int = MAX_AGE) -> str:
    """The Set-Cookie header (RFC 6265bis)."""
    return f"{COOKIE}={value}; Max-Age={max_age}; Path=/; HttpOnly; SameSite=Strict{'; Secure' * secure}"


def session_in(cookie_header: str, settings: Settings) -> str | None:
    """The session's id when there is a cookie of ours that is neither altered nor too old nor of a former key."""
    try:
        cookie = SimpleCookie(cookie_header).get(COOKIE)
        return _signer(settings).unsign(cookie.value, max_age=MAX_AGE).decode() if cookie else None
    except (BadSignature, CookieError, UnicodeError):
        return None


def end_session(storage: Storage, session: str) -> None:
    """Ends it everywhere, so that a copy of the cookie is of no use either."""
    storage.previews.replace(_mark(session), b"", "application/octet-stream", {})
    _seen_good.pop(session, None)


def is_ended(storage: Storage, session: str) -> bool:
    """Whether somebody has signed out of it. Asks storage once a minute."""
    if time.monotonic() - _seen_good.get(session, -STILL_GOOD) < STILL_GOOD:
        return False
    try:
        storage.previews.get(_mark(session))
    except NotFound:
        _seen_good[session] = time.monotonic()
        return False
    return True


def _signer(settings: Settings) -> TimestampSigner:
    """Signing with the owner's key itself ends all sessions when the key changes."""
    return TimestampSigner(settings.owner_key, salt="gallery.session", digest_method=hashlib.sha256)


def _mark(session: str) -> str:
    return ENDED + hashlib.sha256(session.encode()).hexdigest()
