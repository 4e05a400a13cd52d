"""Copying a photo back to where one with the same bytes was, before the two became one."""

from contextlib import suppress

from gallery.errors import PhotoExists
from gallery.library.companions import attach_companions_of, list_siblings, locate_companions
from gallery.library.outcomes import RESTORED, Outcome
from gallery.library.sidecars import OF, locate_sidecar
from gallery.model.blobs import Blob
from gallery.model.pairs import companion_target
from gallery.model.pending_moves import MOVED_BY, MOVED_FROM, MOVING_TO
from gallery.model.photos import photo_of
from gallery.model.sidecar_names import sidecar_name
from gallery.storage.account import Storage

_NOT_COPIED = {MOVED_BY, MOVED_FROM, MOVING_TO}


def copy_and_report(storage: Storage, photo: Blob, name: str) -> Outcome:
    """Copy a photo, its companions, and its sidecar, which says the same about both.

    Raises PhotoExists, Changed, NotFound.
    """
    companions = locate_companions(storage, photo)
    copy = _copy_file(storage, photo, name)
    for one in companions:
        with suppress(PhotoExists):
            _copy_file(storage, one, companion_target(one.name, photo.name, name))
    attach_companions_of(copy, list_siblings(storage, name) if companions else [])
    return Outcome(photo.name, RESTORED, photo_of(copy))


def _copy_file(storage: Storage, photo: Blob, name: str) -> Blob:
    md5 = storage.photos.get_identity(photo)
    sidecar = locate_sidecar(storage, photo)
    if sidecar:
        with suppress(PhotoExists):
            storage.photos.copy(sidecar, sidecar_name(name), {**sidecar.metadata, OF: md5.hex()})
    metadata = {key: value for key, value in photo.metadata.items() if key not in _NOT_COPIED}
    try:
        copy = storage.photos.copy(photo, name, metadata)
    except PhotoExists:
        copy = storage.photos.get_visible(name)
        if storage.photos.get_identity(copy) != md5:
            raise
    return copy
