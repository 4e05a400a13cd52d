"""All that is known of one photo: for the owner also what its camera wrote, which is read when asked and never kept."""

from typing import Any

from gallery.access import Caller
from gallery.decoder import decode_exif
from gallery.errors import BrokenPicture
from gallery.exif import Exif
from gallery.photos import Photo
from gallery.previews import develop, photo_named
from gallery.rendering import Previews
from gallery.storage import Storage


def details(storage: Storage, name: str, caller: Caller) -> dict[str, Any]:
    """The photo, and for the owner its camera, place and description. Raises NotFound."""
    photo = _developed(storage, photo_named(storage, name))
    shown = Previews.of(storage).photo_json(photo)
    return {"photo": shown, **_exif(storage, photo).json()} if caller.is_owner else {"photo": shown}


def _developed(storage: Storage, photo: Photo) -> Photo:
    return photo if photo.developed else develop(storage, photo)[0]


def _exif(storage: Storage, photo: Photo) -> Exif:
    if photo.blob.length > storage.settings.max_photo_bytes:
        return Exif()
    try:
        return decode_exif(storage.photos.read(photo.name)[1], photo.file, storage.settings)
    except BrokenPicture:  # Reading these few bytes took too long, or crashed: the photo itself is there all the same.
        return Exif()
