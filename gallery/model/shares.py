"""Shares: what a link shows to the people who have it, and what they may do there."""

import hashlib
import hmac
import json
import re
import secrets
import string
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

SHARES = ".gallery/shares/"
"""Prefix of all that belongs to shares, in the photos container. It isn't derived from anything."""

SECRET_CHARACTERS = 22
"""Letters and digits with 131 random bits. At least 128 can't be guessed."""

ID_DIGITS = 32
"""Hex digits of a share's id: the start of the SHA-256 of its secret, so an id doesn't reveal the secret."""

DEFAULT_DAYS = 30
DEFAULT_FILES = 1_000
DEFAULT_BYTES = 20_000_000_000

MAX_LABEL = 100
"""Characters."""

_SECRET = re.compile(rf"[0-9A-Za-z]{{{SECRET_CHARACTERS}}}", re.ASCII)
_ID = re.compile(rf"[0-9a-f]{{{ID_DIGITS}}}", re.ASCII)


@dataclass(frozen=True)
class SharedAlbum:
    """The album that a share shows."""

    id: str
    """Random, from its `.album.json`. A renamed album keeps it, and a new one of the same name has another."""
    path: str
    """Where it was last found."""


@dataclass(frozen=True)
class SharedPhoto:
    """A photo of a shared selection."""

    name: str
    md5: str
    """Hex digits; "" if nobody knew it. Another photo of the same name isn't shared."""
    month: str
    """In which the index finds it first: `2026-09`."""
    upload: str = ""
    """The token of its upload, which moves keep; "" if another tool stored it. With the MD5, it finds the photo after a
    move, and no other photo with the same bytes."""


@dataclass(frozen=True)
class Limits:
    """How much guests may add to a share in total."""

    files: int = DEFAULT_FILES
    bytes: int = DEFAULT_BYTES


@dataclass(frozen=True)
class Share:
    """A link to an album, or to a selection of photos."""

    secret: str = field(repr=False)
    created: datetime
    album: SharedAlbum | None = None
    """None for a selection."""
    photos: tuple[SharedPhoto, ...] = ()
    can_download: bool = False
    can_add: bool = False
    has_sub_albums: bool = False
    """Whether it also shows the albums within the album."""
    keeps_location: bool = False
    """Whether downloads say where a photo was taken."""
    expires: datetime | None = None
    """UTC; None for never."""
    password: str = field(default="", repr=False)
    """A hash; see library/shares/passwords.py. "" if there's none."""
    label: str = ""
    """For the owner only."""
    limits: Limits = Limits()
    seen: datetime | None = None
    """When the owner last looked at what guests have added (UTC)."""

    @property
    def id(self) -> str:
        """See ID_DIGITS."""
        return share_id(self.secret)

    @property
    def path(self) -> str:
        """Of its page."""
        return f"/s/{self.secret}"

    def is_expired(self, now: datetime) -> bool:
        """Whether the link no longer works."""
        return self.expires is not None and self.expires <= now

    def photo_id(self, name: str) -> str:
        """Return what guests know a photo by: 32 hex digits that say nothing about its name."""
        return hmac.digest(self.secret.encode(), name.encode(), "sha256").hex()[:32]

    def pack(self) -> bytes:
        """Return the share's file."""
        document = {**asdict(self), **{key: _format_time(getattr(self, key)) for key in ("created", "expires", "seen")}}
        return json.dumps(document, ensure_ascii=False, indent=2).encode()

    @staticmethod
    def unpack(data: bytes) -> "Share":
        """Read a file. Raises ValueError if it isn't a share's."""
        try:
            return _parse(json.loads(data))
        except (AttributeError, KeyError, TypeError, RecursionError) as error:
            raise ValueError("This isn't a share.") from error


def new_secret() -> str:
    """Return a secret for a new share."""
    letters = string.digits + string.ascii_letters
    return "".join(secrets.choice(letters) for _ in range(SECRET_CHARACTERS))


def is_secret(text: str) -> bool:
    """Whether a text can be the secret of a share."""
    return bool(_SECRET.fullmatch(text))


def share_id(secret: str) -> str:
    """Return the id of the share with this secret."""
    return hashlib.sha256(secret.encode()).hexdigest()[:ID_DIGITS]


def share_file(share: str) -> str:
    """Return the name of the file of the share with this id."""
    return f"{SHARES}{share}.json"


def is_share_id(text: str) -> bool:
    """Whether a text can be the id of a share."""
    return bool(_ID.fullmatch(text))


def _parse(document: Mapping[str, Any]) -> Share:
    album = document["album"]
    return Share(
        secret=document["secret"],
        created=datetime.fromisoformat(document["created"]),
        album=SharedAlbum(**album) if album else None,
        photos=tuple(SharedPhoto(**photo) for photo in document["photos"]),
        can_download=document["can_download"],
        can_add=document["can_add"],
        has_sub_albums=document["has_sub_albums"],
        keeps_location=document["keeps_location"],
        expires=_parse_time(document["expires"]),
        password=document["password"],
        label=document["label"],
        limits=Limits(**document["limits"]),
        seen=_parse_time(document["seen"]),
    )


def _format_time(time: datetime | None) -> str | None:
    return time.astimezone(UTC).isoformat(timespec="seconds") if time else None


def _parse_time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
