"""What an owner has set for an album, as stored in its folder's `.album.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_ALBUM_FILE = 64_000
"""Bytes. Larger files aren't ours, and aren't read."""

EVERYONE, OWNER = "everyone", "owner"
"""Values of `visible`."""

YES, NO = "yes", "no"
"""Values of `timeline`."""


OWN_KEYS = {"id", "title", "visible", "timeline"}


@dataclass(frozen=True)
class AlbumSettings:
    """An album's settings. Keys of the file that aren't known here stay in it."""

    id: str = ""
    """Random, and unchanged when the album is renamed."""
    title: str = ""
    """Shown instead of the folder's name, if it isn't empty."""
    is_public: bool = True
    """Whether people other than the owner may see it, if they may see the gallery."""
    in_timeline: bool = True
    others: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def pack(self) -> bytes:
        """Return the file."""
        return json.dumps({**self.others, **self.json()}, ensure_ascii=False, indent=2).encode()

    def json(self) -> dict[str, str]:
        """Return the settings as the file and the JSON interface have them."""
        return {
            "id": self.id,
            "title": self.title,
            "visible": EVERYONE if self.is_public else OWNER,
            "timeline": YES if self.in_timeline else NO,
        }

    @staticmethod
    def unpack(data: bytes) -> "AlbumSettings":
        """Read a file. If it can't be read, only the owner sees the album."""
        try:
            document = json.loads(data)
            others = {key: value for key, value in document.items() if key not in OWN_KEYS}
        except (ValueError, AttributeError, RecursionError):
            return UNREADABLE
        return AlbumSettings(
            _text(document.get("id")),
            _text(document.get("title")),
            document.get("visible", EVERYONE) == EVERYONE,
            document.get("timeline", YES) != NO,
            others,
        )


UNREADABLE = AlbumSettings(is_public=False)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
