"""Copies without metadata, for everyone but the owner: made when someone downloads a photo, and kept for a week.

They're named like previews, by content and orientation, so that moved and identical photos share one. A photo whose
file has anything unknown gets its largest preview as its copy, and so do raw files and large videos.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from gallery.errors import BrokenPicture, Changed, NotAPicture, NotFound, PhotoExists, TooLarge
from gallery.library.contents import source_of
from gallery.library.originals import content_disposition, develop_original, is_raw
from gallery.library.previews import get_preview, preview_content_type
from gallery.library.upload_budget import UPLOAD_BUDGET
from gallery.model.blobs import Blob
from gallery.model.names import split_extension
from gallery.model.photos import Photo, photo_of
from gallery.model.preview_names import ZOOM_SIZE
from gallery.pictures.cleaning.copy import NotCopyable, make_clean_copy
from gallery.pictures.cleaning.exif import Additions
from gallery.pictures.exif import Location
from gallery.pictures.formats import FORMATS, MP4, WEBM, detect_format
from gallery.pictures.source import Source
from gallery.pictures.worker_pool import MAX_COPIED_BYTES, make_clean_video
from gallery.storage.account import Storage
from gallery.storage.concurrency import KeyedLock

COPIES = ".gallery/copies/"
"""Prefix of copies in the photos container."""

EXPIRES_AFTER = timedelta(days=7)
"""By the storage service's clock. After this, leftovers.py deletes a copy."""

VIDEO_SECONDS = 60
"""How long copying a video may take. If it takes longer, its copy is a picture."""

USED_FOR = timedelta(days=6)
"""After this, it's made again for the next download, so that no download ends when it expires."""

VIDEO_TYPES = frozenset(one.content_type for one in FORMATS if one.is_video)

EXTENSIONS = {one.content_type: one.extension for one in FORMATS}

_making = KeyedLock()
"""Keyed by the copy's name: of requests for the same one, the first makes it."""


def copy_url(storage: Storage, photo: Photo, *, keeps_location: bool = False, share: str = "") -> str:
    """Return a URL that saves a copy of a photo under the photo's own name. It's valid for 15 minutes.

    With `keeps_location`, the copy says where the photo was taken, if that's known and the format has room for it.
    Guests get copies made for their share, by its id: the age of another one would tell them that the gallery has
    the same bytes elsewhere.

    Raises NotFound, Changed if the photo is changed at the same time, and Busy.
    """
    photo = develop_original(storage, photo_of(photo.blob))  # Guests know it by another name.
    copy = _get_copy(storage, photo, _location_of(photo) if keeps_location else None, share)
    return storage.download_url(copy, content_disposition(_rename(photo, copy), download=True))


def playing_url(storage: Storage, photo: Photo, share: str = "", named: Photo | None = None) -> str:
    """Return a URL that plays a copy of a video, valid for one to two hours. See copy_url, which raises the same.

    It's named like `named`, as its viewer knows it: visitors don't learn what the video of a live photo is called, and
    guests who may not download photos no file's name.

    Raises NotFound for a photo, and for a video whose copy is only a picture.
    """
    shown = named or photo
    photo = develop_original(storage, photo_of(photo.blob))
    if is_playable(photo):
        copy = _get_copy(storage, photo, None, share)
        if copy.content_type in VIDEO_TYPES:
            return storage.viewing_url(copy, content_disposition(_rename(shown, copy)))
    raise NotFound("Only the owner of the gallery can play this video.")


def motion_url(storage: Storage, photo: Photo, share: str = "") -> str:
    """Return a URL that plays a copy of the video in a motion photo, valid for one to two hours. See playing_url.

    The owner plays a copy too, because browsers can't play a part of a file.
    """
    shown, photo = photo, develop_original(storage, photo_of(photo.blob))
    name = "-".join([f"{COPIES}{photo.version}", "motion", *([share] if share else [])])
    with _making.hold(name):
        copy = _find_copy(storage, name) or _copy_motion(storage, photo, name)
    return storage.viewing_url(copy, content_disposition(_rename(shown, copy)))


def is_playable(photo: Photo) -> bool:
    """Return whether it's a video, or a live photo, that all may play, unless its file has anything unknown."""
    if photo.is_video:
        return photo.blob.length <= MAX_COPIED_BYTES
    return photo.video.bytes <= MAX_COPIED_BYTES if photo.video else photo.is_live


def _get_copy(storage: Storage, photo: Photo, location: Location | None, share: str) -> Blob:
    parts = [f"{COPIES}{photo.version}", *(["location"] if location else []), *([share] if share else [])]
    name = "-".join(parts)
    with _making.hold(name):
        return _find_copy(storage, name) or _make_copy(storage, photo, name, location)


def _location_of(photo: Photo) -> Location | None:
    latitude, longitude = photo.location
    return None if latitude is None or longitude is None else Location(latitude, longitude)


def _find_copy(storage: Storage, name: str) -> Blob | None:
    """Return the copy of this name, unless it's missing or about to expire."""
    with suppress(NotFound):
        copy = storage.photos.get_properties(name)
        if copy.age < USED_FOR:
            return copy
        with suppress(Changed):
            storage.photos.delete(copy)
    return None


def _make_copy(storage: Storage, photo: Photo, name: str, location: Location | None) -> Blob:
    data, content_type = _clean(storage, photo, location) or _read_preview(storage, photo)
    with suppress(PhotoExists):  # Another instance has just made it.
        return storage.photos.create(name, data, content_type, {})
    return storage.photos.get_properties(name)


def _copy_motion(storage: Storage, photo: Photo, name: str) -> Blob:
    start, length = photo.motion or (0, 0)
    with UPLOAD_BUDGET.acquire(length):
        video = Source.of(storage.photos.read_unchanged(photo.blob, start, length) if length else b"")
        try:
            data = make_clean_video(video, photo.file, storage.settings, storage.settings.decode_seconds)
        except (BrokenPicture, NotAPicture, TooLarge) as error:
            raise NotFound("The video in this photo can't be played.") from error
        with suppress(PhotoExists):  # Another instance has just made it.
            return storage.photos.create(name, data, MP4.content_type, {})
    return storage.photos.get_properties(name)


def _clean(storage: Storage, photo: Photo, location: Location | None) -> tuple[bytes, str] | None:
    """Return a copy's bytes and content type, or None if the photo's file has anything unknown."""
    if is_raw(photo):
        return None
    return _clean_video(storage, photo) if photo.is_video else _clean_picture(storage, photo, location)


def _clean_picture(storage: Storage, photo: Photo, location: Location | None) -> tuple[bytes, str] | None:
    with UPLOAD_BUDGET.acquire(photo.blob.length):
        blob, data = storage.photos.read(photo.name)
        if (blob.identity, photo_of(blob).orientation) != (photo.blob.identity, photo.orientation):
            raise _changed(photo)
        picture_format = detect_format(data, photo.file)
        with suppress(NotCopyable):
            additions = Additions(photo.chosen_orientation, location)
            return make_clean_copy(data, picture_format, additions), picture_format.content_type
    return None


def _clean_video(storage: Storage, photo: Photo) -> tuple[bytes, str] | None:
    if not is_playable(photo):
        return None
    with UPLOAD_BUDGET.acquire(photo.blob.length), suppress(BrokenPicture):
        source = source_of(storage, photo.blob)
        data = make_clean_video(source, photo.file, storage.settings, VIDEO_SECONDS)
        return data, (WEBM if photo.blob.content_type == WEBM.content_type else MP4).content_type
    return None


def _read_preview(storage: Storage, photo: Photo) -> tuple[bytes, str]:
    data, shown = get_preview(storage, photo.name, ZOOM_SIZE)
    if shown.version != photo.version:
        raise _changed(photo)
    return data, preview_content_type(data)


def _changed(photo: Photo) -> Changed:
    return Changed("%(name)s was changed at the same moment. Try again.", name=photo.file)


def _rename(photo: Photo, copy: Blob) -> Photo:
    """Return the photo with the extension of its copy, if that's in another format, or the photo has no name."""
    stem, extension = split_extension(photo.file)
    if extension and copy.content_type == photo.blob.content_type:
        return photo
    return Photo(replace(photo.blob, name=stem + EXTENSIONS.get(copy.content_type, "")))
