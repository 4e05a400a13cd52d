"""The sign-in link that dev.py prints: it signs in one browser, once.

Its token is in the address's fragment, which browsers never send, so it gets into no log. static/pages/sign_in.js posts
it in place of the key, so fetching the address ahead of time doesn't use it up.
"""

import hashlib
import hmac
import time

from gallery.errors import NotSignedIn, PhotoExists
from gallery.settings import Settings
from gallery.storage.account import Storage
from gallery.web.sessions import ENDED


def use_sign_in_link(token: str, settings: Settings, storage: Storage) -> bool:
    """Return whether this is the token of the link, which works only once. Only dev.py sets one.

    Raises NotSignedIn if the link has been used or has expired.
    """
    known, _, expires = settings.sign_in_link.partition(" ")
    if not (known and settings.owner_key and hmac.compare_digest(token.encode(errors="replace"), known.encode())):
        return False
    if time.time() > float(expires) or not _mark_used(token, storage):
        raise NotSignedIn(
            "This link has expired or has been used. Start dev.py again, or sign in with the owner's key."
        )
    return True


def _mark_used(token: str, storage: Storage) -> bool:
    """Mark the token in storage, for all processes. Return false if it's marked already."""
    try:
        storage.photos.create(ENDED + hashlib.sha256(token.encode()).hexdigest(), b"", "application/octet-stream", {})
    except PhotoExists:
        return False
    return True
