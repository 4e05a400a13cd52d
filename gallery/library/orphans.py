"""Sidecars without a photo, which a move or another tool left behind."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from gallery.library.sidecars import belongs_to
from gallery.model.blobs import Blob
from gallery.model.file_classes import has_image_extension
from gallery.model.sidecar_names import SUFFIX

ORPHAN_AFTER = timedelta(days=1)
"""Until then, a sidecar without a photo is normal: a move may be about to add it."""


def find_orphans(blobs: Sequence[Blob], copies: Iterable[Blob] = ()) -> list[Blob]:
    """Return the sidecars among blobs that the gallery wrote or moved, and whose photos have been gone for a day.

    `copies` are those of pending moves, which a listing leaves out, as it doesn't with their sidecars. Other sidecars
    may belong to any file: also `IMG_1.xmp`, which a move marks, but doesn't always carry along.
    """
    sidecars = [blob for blob in blobs if _is_ours(blob) and blob.age >= ORPHAN_AFTER]
    names = {blob.name for blob in (*blobs, *copies)} if sidecars else set()
    return [blob for blob in sidecars if blob.name.removesuffix(SUFFIX) not in names]


def _is_ours(sidecar: Blob) -> bool:
    photo = sidecar.name.removesuffix(SUFFIX)
    return photo != sidecar.name and has_image_extension(photo) and bool(belongs_to(sidecar))
