"""Rotation: a photo gets other previews, and width and height are swapped. Its file stays as it is.

The previews come first, so a photo that can't be decoded stays as it was. If other software turns a photo, or a process
dies, the photo counts as undeveloped until it has previews that show it.
"""

from contextlib import suppress

from gallery.errors import BadRequest, Changed, GalleryError
from gallery.library.previews import container_generation, develop, write_previews
from gallery.library.upload_budget import UPLOAD_BUDGET
from gallery.model.orientations import FILE_ORIENTATION, UPRIGHT, turn_clockwise
from gallery.model.photos import Photo
from gallery.pictures.worker_pool import decode
from gallery.storage.account import Storage
from gallery.storage.properties import md5_of


def develop_for_rotation(storage: Storage, photo: Photo) -> Photo:
    """Return the photo with the orientation of its file known. Raises what develop raises."""
    return photo if photo.developed and photo.facts and photo.facts.orientation else develop(storage, photo)[0]


def find_rotated_orientation(storage: Storage, photo: Photo, chosen: int | None, degrees: int) -> int:
    """Return the orientation of a photo turned clockwise from the chosen one, or else from that of its file."""
    facts = develop_for_rotation(storage, photo).facts
    return turn_clockwise(chosen or (facts and facts.orientation) or UPRIGHT, degrees // 90)


def make_rotated_previews(storage: Storage, photo: Photo, orientation: int | None) -> dict[str, str]:
    """Make the previews that a photo has with this orientation; None is that of its file.

    Return the metadata that says so. Raises BadRequest for a video, BrokenPicture, Busy, and Changed if the photo is
    changed at the same time.
    """
    if photo.is_video:
        raise BadRequest("%(file)s is a video. Videos can't be rotated.", file=photo.file)
    generation = container_generation(storage)
    with UPLOAD_BUDGET.acquire(photo.blob.length):
        blob, data = storage.photos.read(photo.name)
        if blob.etag != photo.blob.etag:
            raise Changed("%(name)s was changed at the same moment. Try again.", name=photo.file)
        picture = decode(data, photo.file, storage.settings, orientation=orientation)
        marker = write_previews(storage, blob.identity or md5_of(data), picture, generation, orientation)
    size = {"width": str(picture.width), "height": str(picture.height)}
    return {**size, FILE_ORIENTATION: str(picture.orientation), **marker}


def restore_previews(storage: Storage, photo: Photo, before: Photo) -> Photo:
    """Develop a photo whose previews no longer show it. If that fails, the photo's next viewer tries again."""
    if before.developed and not photo.developed:
        with suppress(GalleryError):
            return develop(storage, photo)[0]
    return photo
