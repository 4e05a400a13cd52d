"""Passwords of shares: hashed with scrypt, and throttled before they're compared, across all instances."""

import hashlib
import hmac
import json
import math
import secrets
from contextlib import suppress

from gallery.errors import Changed, GalleryError, NotFound, PhotoExists, TooManyPasswords
from gallery.model.blobs import Blob
from gallery.model.shares import Share
from gallery.storage.account import Storage
from gallery.storage.properties import Content, md5_of

ATTEMPTS = ".gallery/share-passwords/"
"""Prefix of the blobs that count attempts, one for each share that had any."""

BURST = 10
"""Attempts without a wait."""

SECONDS_PER_ATTEMPT = 5.0

COST = {"n": 2**14, "r": 8, "p": 5}
"""OWASP Password Storage Cheat Sheet, scrypt: 16 MiB, a third of a second."""

MAX_PASSWORD = 200
"""Characters."""

MAX_CONFLICTS = 20
"""Attempts at the same moment, one of which always gets through."""


def hash_password(password: str) -> str:
    """Return what a share stores of a password."""
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${_scrypt(password, salt)}"


def check_password(storage: Storage, share: Share, password: str) -> bool:
    """Return whether this is the share's password. Raises TooManyPasswords, without comparing it."""
    _take_attempt(storage, share)
    _, salt, expected = share.password.split("$")
    return hmac.compare_digest(_scrypt(password[: MAX_PASSWORD + 1], bytes.fromhex(salt)), expected)


def forget_attempts(storage: Storage, share: str) -> None:
    """Delete the counter of a share that was revoked. Failing to leaves an empty one behind."""
    with suppress(GalleryError):
        storage.photos.delete(storage.photos.get_properties(ATTEMPTS + share))


def _scrypt(password: str, salt: bytes) -> str:
    return hashlib.scrypt(password.encode(errors="replace"), salt=salt, **COST, dklen=32).hex()


def _take_attempt(storage: Storage, share: Share) -> None:
    """Take a token from the share's bucket, which gets one every SECONDS_PER_ATTEMPT by the storage service's clock."""
    name = ATTEMPTS + share.id
    for _ in range(MAX_CONFLICTS):
        blob, left = _read_bucket(storage, name)
        if left < 1:
            raise TooManyPasswords(math.ceil((1 - left) * SECONDS_PER_ATTEMPT))
        with suppress(Changed, NotFound, PhotoExists):
            storage.photos.put(name, _content(left - 1), {}, replaces=blob)
            return
    raise TooManyPasswords(math.ceil(SECONDS_PER_ATTEMPT))


def _read_bucket(storage: Storage, name: str) -> tuple[Blob | None, float]:
    try:
        blob, data = storage.photos.read(name)
    except NotFound:
        return None, BURST
    return blob, min(BURST, float(json.loads(data)) + blob.age.total_seconds() / SECONDS_PER_ATTEMPT)


def _content(left: float) -> Content:
    data = json.dumps(left).encode()
    return Content(data, "application/json", md5_of(data))
