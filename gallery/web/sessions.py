"""Sessions of the owner's browser: a signed cookie, good until it is old, ended, or the owner's key changes."""

import hashlib
import secrets
import time

from itsdangerous import BadSignature, TimestampSigner

from gallery.errors import NotFound
from gallery.settings import Settings
from gallery.storage.account import Storage

COOKIE = "session"

MAX_AGE = 30 * 24 * 3600
"""Seconds until the owner has to sign in again."""

ENDED = ".ended/"
"""Beside the photos, and hidden there: what lies beside the previews may be deleted at any time."""

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


def read_session(cookie_header: str, settings: Settings) -> str | None:
    """The session's id when there is a cookie of ours that is neither altered nor too old nor of a former key."""
    # Not SimpleCookie, which loses all cookies for one that it can't read, and any other app on the host may set that.
    pairs = (pair.strip().partition("=") for pair in cookie_header.split(";"))
    signed = next((value for name, _, value in pairs if name == COOKIE), "")
    if not settings.owner_key or not signed.isascii():
        return None
    try:
        return _signer(settings).unsign(signed, max_age=MAX_AGE).decode()
    except BadSignature:
        return None


def end_session(storage: Storage, session: str) -> None:
    """Ends it everywhere, so that a copy of the cookie is of no use either."""
    storage.photos.overwrite(_mark(session), b"", "application/octet-stream", {})
    _seen_good.pop(session, None)


def is_ended(storage: Storage, session: str) -> bool:
    """Whether somebody has signed out of it. Asks storage once a minute."""
    if time.monotonic() - _seen_good.get(session, -STILL_GOOD) < STILL_GOOD:
        return False
    try:
        storage.photos.get_visible(_mark(session))
    except NotFound:
        _seen_good[session] = time.monotonic()
        return False
    return True


def _signer(settings: Settings) -> TimestampSigner:
    """Signing with the owner's key itself ends all sessions when the key changes."""
    return TimestampSigner(settings.owner_key, salt="gallery.session", digest_method=hashlib.sha256)


def _mark(session: str) -> str:
    return ENDED + hashlib.sha256(session.encode()).hexdigest()
