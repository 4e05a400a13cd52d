"""What a new share shows: an album that exists, or photos that are there."""

from collections.abc import Sequence

from gallery.errors import BadRequest, NotFound, PhotoNotFound
from gallery.library.album_settings import can_have_settings
from gallery.library.bulk_moves import find_all
from gallery.library.content_checks import check_photo
from gallery.library.index.opening import open_index
from gallery.library.index.view import IndexView
from gallery.library.storing import TOKEN
from gallery.model.folders import folder_of_album, index_folder
from gallery.model.photos import Photo
from gallery.model.shares import SharedPhoto
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all

MAX_PHOTOS = 1_000
"""Photos of a selection. Guests' pages look for each of them."""


def open_shareable_album(storage: Storage, album: str) -> IndexView:
    """Open the index if it has this album. Raises BadRequest if it can't be shared, and NotFound."""
    if not can_have_settings(album):
        raise BadRequest("Only albums can be shared as a whole. To share photos of the timeline, select them.")
    folder = folder_of_album(album)
    index = open_index(storage, is_owner=True, listed=[index_folder(folder)])
    known = {*index.albums(), *index.settings}
    if album not in known and not any(name.startswith(folder) for name in known):
        raise NotFound("This album doesn't exist.")
    return index


def find_shared_photos(storage: Storage, names: Sequence[str]) -> tuple[SharedPhoto, ...]:
    """Return what a share says about these photos. Raises BadRequest if they're too many, and PhotoNotFound."""
    check_photo_count(names)
    find = find_all(storage, names)

    def find_photo(name: str) -> Photo:
        try:
            return check_photo(storage, find(name))
        except NotFound:
            raise PhotoNotFound("“%(name)s” doesn't exist anymore, so nothing was shared.", name=name) from None

    return tuple(map(_as_shared, run_all(find_photo, dict.fromkeys(names))))


def check_photo_count(names: Sequence[str]) -> None:
    """Raise BadRequest for more photos than a selection can have, or none."""
    count = len(set(names))
    if not count:
        raise BadRequest("Choose an album or some photos to share.")
    if count > MAX_PHOTOS:
        raise BadRequest(
            "You can share up to %(most)s photos at a time, not %(count)s. To share more, move them to "
            "an album and share that.",
            most=f"{MAX_PHOTOS:,}",
            count=f"{count:,}",
        )


def _as_shared(photo: Photo) -> SharedPhoto:
    md5 = photo.blob.identity.hex() if photo.blob.identity else ""
    return SharedPhoto(photo.name, md5, photo.month, photo.blob.metadata.get(TOKEN, ""))
