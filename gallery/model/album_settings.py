"""What an owner has set for an album, as stored in its folder's `.album.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gallery.model.sort_orders import SortOrder

MAX_ALBUM_FILE = 64_000
"""Bytes. Larger files aren't ours, and aren't read."""

MAX_DESCRIPTION = 2_000
"""Characters. The index has the descriptions of all albums, so pages don't read longer ones of other tools."""

EVERYONE, OWNER = "everyone", "owner"
"""Values of `visible`."""

YES, NO = "yes", "no"
"""Values of `timeline`."""


@dataclass(frozen=True)
class AlbumSettings:
    """An album's settings. Everything else in the file stays there."""

    id: str = ""
    """Random, and unchanged when the album is renamed."""
    title: str = ""
    """Shown instead of the folder's name, if it isn't empty."""
    description: str = ""
    """Shown under the title. Plain text, with line breaks."""
    sort: SortOrder = SortOrder.NEWEST
    """The order of its photos."""
    cover: str = ""
    """The photo that stands for it, as a name within its folder: `IMG_1.jpg`, `Day 1/IMG_1.jpg`. "" for its newest."""
    is_public: bool = True
    """Whether people other than the owner may see it, if they may see the gallery."""
    in_timeline: bool = True
    document: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """All that the file says."""

    def pack(self) -> bytes:
        """Return the file: what it said before, with what has changed."""
        before = parse_settings(self.document).json()
        changed = {key: value for key, value in self.json().items() if value != before[key]}
        return json.dumps({**self.document, **changed}, ensure_ascii=False, indent=2).encode()

    def json(self) -> dict[str, str]:
        """Return the settings as the file and the JSON interface have them."""
        return {
            "id": self.id,
            "title": self.title,
            "description": self.description,
            "sort": self.sort.value,
            "cover": self.cover,
            "visible": EVERYONE if self.is_public else OWNER,
            "timeline": YES if self.in_timeline else NO,
        }

    @staticmethod
    def unpack(data: bytes) -> "AlbumSettings":
        """Read a file. If it can't be read, only the owner sees the album."""
        try:
            document = json.loads(data)
        except (ValueError, RecursionError):
            return UNREADABLE
        return parse_settings(document) if isinstance(document, dict) else UNREADABLE


UNREADABLE = AlbumSettings(is_public=False)


def parse_settings(document: Mapping[str, Any]) -> AlbumSettings:
    """Return what a file says. Values that the gallery doesn't know count as if they weren't there."""
    sort = document.get("sort")
    return AlbumSettings(
        _text(document.get("id")),
        _text(document.get("title")),
        _text(document.get("description")),
        SortOrder(sort) if sort in list(SortOrder) else SortOrder.NEWEST,
        _text(document.get("cover")),
        document.get("visible", EVERYONE) == EVERYONE,
        document.get("timeline", YES) != NO,
        document,
    )


def clean_description(text: str) -> str:
    """Return a description without characters that nobody sees, with line breaks as in Unix."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = ("".join(letter if letter.isprintable() else " " for letter in line).rstrip() for line in lines)
    return "\n".join(shown).strip()


def _text(value: object) -> str:
    """Return a text that pages can show: JSON may have half of a surrogate pair, which has no encoding."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""
