"""Tags that show a photo in more albums than the one whose folder it's in: `album:Trips/Rome`.

Only those in a sidecar count, which the owner or an import has set. What's in a photo's file never does.
"""

from collections.abc import Iterable
from functools import lru_cache

from gallery.errors import BadRequest
from gallery.model.folders import folder_of_album, is_hidden_folder, is_timeline_folder
from gallery.model.names import clean_album

PREFIX = "album:"


def album_tag(album: str) -> str:
    """Return the tag that shows a photo in an album."""
    return PREFIX + album


def is_album_tag(tag: str) -> bool:
    """Return whether a tag is about an album, whether that can exist or not."""
    return tag.startswith(PREFIX)


def albums_of_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the paths of the albums that tags name."""
    return tuple(tag.removeprefix(PREFIX) for tag in tags if is_album_tag(tag) and _can_be_album(tag))


@lru_cache(maxsize=10_000)
def _can_be_album(tag: str) -> bool:
    album = tag.removeprefix(PREFIX)
    folder = folder_of_album(album)
    try:
        is_clean = bool(album) and clean_album(album) == album
    except BadRequest:  # It's too long.
        return False
    return is_clean and not is_hidden_folder(folder) and not is_timeline_folder(folder)
