"""What people say about photos whose copy in the metadata is cut, read from their sidecars for searches."""

from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from gallery.errors import GalleryError
from gallery.library.index.caches import SizedCache
from gallery.library.sidecars import read_sidecar
from gallery.model.annotations import Annotations
from gallery.model.photos import Photo
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all

WHOLE = "whole annotations"
"""Key in Blob.derived."""

MAX_READ = 100
"""Sidecars read at a time: few photos have so much text, and a page waits for this. Of more, the copies count."""

MAX_CACHED = 8_000_000
"""Characters."""

_annotations: SizedCache[Annotations] = SizedCache(MAX_CACHED)
"""By version of the sidecar, which is its MD5."""


def read_whole_annotations(storage: Storage, photos: Iterable[Photo]) -> None:
    """Read the sidecars of the photos that need it. See whole_annotations."""
    cut = [photo for photo in photos if photo.sidecar.is_cut and photo.has_current_sidecar]
    for photo in cut:
        if known := _annotations.get(photo.sidecar.version):
            photo.blob.derived[WHOLE] = known
    run_all(partial(_read, storage), [photo for photo in cut if WHOLE not in photo.blob.derived][:MAX_READ])


def whole_annotations(photo: Photo) -> Annotations | None:
    """Return what people say about a photo if it's cut in the metadata and has been read, else None."""
    whole: Annotations | None = photo.blob.derived.get(WHOLE)
    return whole


def _read(storage: Storage, photo: Photo) -> None:
    with suppress(GalleryError):
        sidecar = read_sidecar(storage, photo.blob)
        if sidecar.version == photo.sidecar.version:
            photo.blob.derived[WHOLE] = said = sidecar.annotations
            _annotations.add(sidecar.version, said, len(said.caption or "") + sum(map(len, said.tags or ())))
