"""What an album's page tells its owner: what it's called, its order, and who sees it."""

from dataclasses import dataclass

from gallery.library.album_settings import can_have_settings
from gallery.library.albums import summarize_album
from gallery.library.index.hidden_folders import HiddenFolders
from gallery.library.index.view import IndexView
from gallery.model.album_settings import AlbumSettings
from gallery.model.folders import album_of_folder, folder_of_album


@dataclass(frozen=True)
class AlbumState:
    """An album's own settings, and what it inherits from the albums around it."""

    title: str
    sort: str
    cover: str
    """The name of the chosen cover, within the album; "" for its newest photo."""
    is_public: bool
    in_timeline: bool
    photos: int
    """Photos directly in its folder."""
    tagged: int
    """Photos in other folders that tags show in it."""
    albums: int
    """Albums within it, at any depth."""
    total: int
    """Photos in it and in all albums within it."""
    has_private_within: bool
    """Whether it, or an album within it, is for the owner alone by its own settings."""
    private_parent: str | None
    """The outermost album around it that only the owner may see."""
    parent_outside_timeline: str | None
    """The outermost album around it that the timeline doesn't show."""


def read_album_state(index: IndexView, album: str) -> AlbumState | None:
    """Return an album's state, or None if it can't have settings."""
    if not can_have_settings(album):
        return None
    own, contents = index.settings.get(album) or AlbumSettings(), summarize_album(index, album)
    return AlbumState(
        own.title,
        str(own.sort),
        own.cover,
        own.is_public,
        own.in_timeline,
        contents.count,
        sum(total.photos for total in index.tagged_in(album).values()),
        contents.sub_albums,
        contents.total,
        any(folder.startswith(folder_of_album(album)) for folder in index.private.folders),
        _find_parent(index.private, album),
        _find_parent(index.outside_timeline, album),
    )


def _find_parent(folders: HiddenFolders, album: str) -> str | None:
    folder = folder_of_album(album)
    found = folders.find(folder)
    return album_of_folder(found) if found and found != folder else None
