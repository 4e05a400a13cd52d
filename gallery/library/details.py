"""Everything known about one photo, including what its camera wrote."""

from dataclasses import replace

from gallery.errors import BrokenPicture, Busy
from gallery.library.originals import is_raw
from gallery.library.previews import get_photo
from gallery.library.rotation import develop_for_rotation
from gallery.library.size_limits import max_bytes
from gallery.model.embedded_facts import EmbeddedFacts
from gallery.model.photos import Photo
from gallery.pictures.exif import Camera, Exif, Location
from gallery.pictures.head import RAW_START_BYTES
from gallery.pictures.worker_pool import decode_embedded_facts, decode_exif
from gallery.storage.account import Storage


def get_developed_photo(storage: Storage, name: str) -> Photo:
    """The photo, developed first if necessary. Raises NotFound."""
    photo = get_photo(storage, name)
    try:
        return develop_for_rotation(storage, photo)
    except (BrokenPicture, Busy):
        if photo.developed:
            return photo  # By an earlier release, which didn't keep the orientation.
        raise


def read_photo_exif(storage: Storage, photo: Photo) -> Exif:
    """Camera, location and description from the original's EXIF, if they can be read, or the sidecar's location."""
    exif, said = _read_own_exif(storage, photo), photo.sidecar.annotations
    return replace(exif, location=Location(*said.location)) if said.location else exif


def _read_own_exif(storage: Storage, photo: Photo) -> Exif:
    if photo.is_video:
        return _exif_of_video(photo.embedded)
    if _is_too_large(storage, photo):
        return Exif()
    try:
        return decode_exif(_read(storage, photo), photo.file, storage.settings)
    except BrokenPicture:  # Reading the metadata failed, but the photo itself is still there.
        return Exif()


def read_embedded_facts(storage: Storage, photo: Photo) -> EmbeddedFacts:
    """What the photo's file says about it: from its metadata, or from the file if not all of that is there."""
    is_whole = photo.is_video or (photo.has_current_facts and not photo.embedded.is_cut)
    if is_whole or _is_too_large(storage, photo):
        return photo.embedded
    try:
        return decode_embedded_facts(_read(storage, photo), photo.file, storage.settings)
    except BrokenPicture:
        return photo.embedded


def _is_too_large(storage: Storage, photo: Photo) -> bool:
    return photo.blob.length > max_bytes(storage.settings, is_raw=is_raw(photo))


def _read(storage: Storage, photo: Photo) -> bytes:
    """Return the photo's file. The start of a raw file is enough, and the rest is large."""
    if is_raw(photo):
        return storage.photos.read_start(photo.name, RAW_START_BYTES)
    return storage.photos.read(photo.name)[1]


def _exif_of_video(facts: EmbeddedFacts) -> Exif:
    """Everything that the gallery reads of a video is in its metadata."""
    location = None
    if facts.latitude is not None and facts.longitude is not None:
        location = Location(facts.latitude, facts.longitude)
    return Exif(Camera(facts.camera or None), location, facts.caption or None)
