"""Sessions: a signed cookie, valid until it expires, its owner signs out, or the owner's key changes."""

import hashlib
import secrets
import time

from itsdangerous import BadSignature, TimestampSigner

from gallery.errors import NotFound
from gallery.settings import Settings
from gallery.storage.account import Storage
from gallery.web.request import cookie_values

COOKIE = "gallery-session"
"""Its name over plain http."""

SECURE_COOKIE = f"__Host-{COOKIE}"
"""Its name over https: browsers accept it only from this host, over https, for all paths (RFC 6265bis, 4.1.3.2)."""

MAX_AGE = 30 * 24 * 3600
"""Seconds."""

MAX_VALUE = 200
"""Characters of a cookie's value. Ours have about 80."""

MAX_COOKIES = 180
"""Cookies of our name that are tried: as many as Chromium keeps for one host."""

ENDED = ".ended/"
"""A hidden folder among the photos: the previews' container is a cache that can be deleted at any time."""

RECHECK_SECONDS = 60
"""How long a valid session isn't checked again, and so how long other instances accept it after signing out."""

_checked: dict[str, float] = {}


def new_session(settings: Settings) -> str:
    """Return a cookie value for a new session. Letters, digits and `-._` only, because the host changes others."""
    return _signer(settings).sign(secrets.token_hex(16)).decode()


def set_cookie(value: str, *, secure: bool, max_age: int = MAX_AGE) -> str:
    """Return a Set-Cookie header (RFC 6265bis)."""
    name = SECURE_COOKIE if secure else COOKIE
    return f"{name}={value}; Max-Age={max_age}; Path=/; HttpOnly; SameSite=Strict{'; Secure' * secure}"


def read_sessions(cookie_header: str, settings: Settings) -> list[str]:
    """Return the session ids in a Cookie header that are signed with today's key and haven't expired."""
    if not settings.owner_key:
        return []
    values = [value for value in cookie_values(cookie_header, {COOKIE, SECURE_COOKIE}) if len(value) <= MAX_VALUE]
    return [session for value in values[:MAX_COOKIES] if (session := _unsign(value, settings))]


def end_session(storage: Storage, session: str) -> None:
    """End a session in every copy of its cookie."""
    storage.photos.overwrite(_marker(session), b"", "application/octet-stream", {})
    _checked.pop(session, None)


def is_ended(storage: Storage, session: str) -> bool:
    """Whether the session was signed out. Asks storage once a minute."""
    if time.monotonic() - _checked.get(session, -RECHECK_SECONDS) < RECHECK_SECONDS:
        return False
    try:
        storage.photos.get_visible(_marker(session))
    except NotFound:
        _checked[session] = time.monotonic()
        return False
    return True


def _unsign(signed: str, settings: Settings) -> str | None:
    try:
        return _signer(settings).unsign(signed, max_age=MAX_AGE).decode() if signed.isascii() else None
    except BadSignature:
        return None


def _signer(settings: Settings) -> TimestampSigner:
    """Sign with the owner's key, so that changing the key ends all sessions."""
    return TimestampSigner(settings.owner_key, salt="gallery.session", digest_method=hashlib.sha256)


def _marker(session: str) -> str:
    return ENDED + hashlib.sha256(session.encode()).hexdigest()
