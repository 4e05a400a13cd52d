"""The cookie of a guest who has entered a share's password."""

import hmac

from gallery.model.shares import Share
from gallery.web.request import MAX_CREDENTIALS, Request, cookie_values, read_header

COOKIE = "gallery-guest"
"""Its name over plain http."""

SECURE_COOKIE = f"__Secure-{COOKIE}"
"""Its name over https. `__Host-` would need the path `/`, and this cookie is for one share (RFC 6265bis, 4.1.3.1)."""

MAX_AGE = 30 * 24 * 3600
"""Seconds."""

MAX_COOKIES = 180
"""Cookies of our name that are tried."""


def guest_cookie(share: Share, *, secure: bool) -> str:
    """Return a Set-Cookie header for a guest who has entered the password (RFC 6265bis).

    `Lax` rather than `Strict`, so that a link in a message opens without asking for the password again.
    """
    name = SECURE_COOKIE if secure else COOKIE
    attributes = f"Max-Age={MAX_AGE}; Path={share.path}; HttpOnly; SameSite=Lax{'; Secure' * secure}"
    return f"{name}={_value(share)}; {attributes}"


def has_entered_password(request: Request, share: Share) -> bool:
    """Whether the request has the cookie for the share and its current password."""
    values = cookie_values(read_header(request, "cookie", MAX_CREDENTIALS), {COOKIE, SECURE_COOKIE})
    expected = _value(share).encode()
    return any(hmac.compare_digest(value.encode(), expected) for value in values[:MAX_COOKIES])


def _value(share: Share) -> str:
    """Return a value that depends on the hash of the password, so that changing the password ends it."""
    return hmac.digest(share.password.encode(), share.secret.encode(), "sha256").hex()
