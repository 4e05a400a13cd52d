"""Sidecars of photos that move: copied before the photo moves, and deleted after that.

The order is: hidden copy of the photo, copy of the sidecar, photo deleted, sidecar deleted. So wherever a process dies,
each visible photo has its text. What may remain is a sidecar without a photo, and it says which photo it belongs to,
so another photo of that name doesn't get its text.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from gallery.errors import Changed, GalleryError, NotFound, PhotoExists, SidecarConflict
from gallery.library.sidecars import OF, belongs_to, find_sidecar, list_related, locate_sidecar
from gallery.model.annotations import KEYS, replace_copy
from gallery.model.blobs import Blob
from gallery.model.file_classes import has_image_extension
from gallery.model.names import numbered_names
from gallery.model.pending_moves import PendingMove
from gallery.model.photos import FOUND_SIDECAR
from gallery.model.sidecar_names import is_sidecar, sidecar_name, stem_of, version_of
from gallery.pictures.xmp_sidecar import MAX_SIDECAR_BYTES, XmpSidecar
from gallery.storage.account import Storage
from gallery.storage.properties import Content, md5_of

CARRIED_BY = "carried_by"
"""Metadata of a sidecar: the token of the move that brought it. It stays."""

MAX_ATTEMPTS = 5
"""An attempt fails only if other software writes the same sidecar at that moment."""


class SidecarInTheWay(Exception):
    """The new name is free, but there's a sidecar of another photo beside it."""


def keep_known_sidecar(found: Blob, photo: Blob) -> Blob:
    """Note at the photo which sidecar it had when it was listed, if it hasn't changed since; return the photo."""
    if FOUND_SIDECAR in found.derived:
        photo.derived[FOUND_SIDECAR] = found.derived[FOUND_SIDECAR]
    return photo


def carry_sidecar(storage: Storage, photo: Blob, copy: Blob, pending: PendingMove) -> Blob | None:
    """Copy the sidecar of a photo that's marked as moving. Return the original, for finish_carrying.

    Raises SidecarInTheWay, and Changed if the move has to be tried again.
    """
    found = locate_sidecar(storage, photo)
    if found is None:
        return None
    try:
        return _carry(storage, photo, copy, pending, found)
    except NotFound:
        raise Changed("%(name)s was changed at the same moment. Try again.", name=found.name) from None


def finish_carrying(storage: Storage, photo: Blob, old: Blob, moved: Blob) -> Blob:
    """Delete the old sidecar of a photo that has moved, unless another file uses it; return the photo.

    If the photo has become one with a duplicate, that gets the text in the photo's metadata.
    """
    with suppress(GalleryError):  # What stays is a sidecar without a photo.
        _clean_up(storage, photo, old, moved)
    said = {key: value for key, value in photo.metadata.items() if key in KEYS}
    changed = replace_copy(moved.metadata, said)
    if changed != dict(moved.metadata):
        with suppress(GalleryError):  # The next refresh reads the sidecar.
            return storage.photos.update_metadata(replace(moved, metadata=changed), {})
    return moved


def find_free_name(storage: Storage, name: str) -> str:
    """Return the first numbered name that neither a photo has, nor the sidecar of one that's gone."""
    names = ((one, sidecar_name(one)) for one in numbered_names(name))
    return next(one for one, sidecar in names if not (storage.photos.exists(one) or storage.photos.exists(sidecar)))


def _clean_up(storage: Storage, photo: Blob, old: Blob, moved: Blob) -> None:
    """Delete the old sidecar, and keep the next photo of that name from getting the text in one that the old one hid.

    Two photos that move at the same moment each saw the other one use their shared sidecar, so look again.
    """
    for unused in _list_unused(storage, photo):
        with suppress(GalleryError):
            if unused.name == old.name:
                _delete_carried(storage, photo, old, moved)
            elif not (belongs_to(unused) or _read_of(storage, unused)):
                storage.photos.update_metadata(unused, {OF: storage.photos.get_identity(photo).hex()})


def _delete_carried(storage: Storage, photo: Blob, old: Blob, moved: Blob) -> None:
    """If other software has just changed the sidecar, copy it again. Raises GalleryError if that fails."""
    for _ in range(MAX_ATTEMPTS):
        try:
            storage.photos.delete(old)
            break
        except Changed:
            old = _copy_again(storage, photo, old, moved)


def delete_copy_of(storage: Storage, canceled: PendingMove) -> None:
    """Delete the sidecar that a canceled move copied."""
    with suppress(NotFound, Changed):
        sidecar = storage.photos.get_properties(sidecar_name(canceled.to))
        if sidecar.metadata.get(CARRIED_BY) == canceled.token:
            storage.photos.delete(sidecar)


def delete_shared_sidecar(storage: Storage, raw: Blob, moved: Iterable[Blob]) -> None:
    """Delete the sidecar that a raw file left to the picture beside it, after both have moved.

    The raw file has its copy, where it's among `moved` by now.
    """
    with suppress(GalleryError):  # It stays, as a sidecar without a photo.
        copies = {storage.photos.get_identity(one).hex(): sidecar_name(one.name) for one in moved}
        for unused in _list_unused(storage, raw):
            if (copy := copies.get(belongs_to(unused))) and storage.photos.exists(copy):
                storage.photos.delete(unused)


def delete_sidecar_of(storage: Storage, deleted: Blob) -> None:
    """Delete the sidecar of a photo that's gone for good, unless it belongs to another one or is shared."""
    with suppress(GalleryError):  # It stays, as a sidecar without a photo.
        found = locate_sidecar(storage, deleted)
        is_own = found and _is_own(found, deleted) and not _has_other_users(storage, found, deleted)
        if found and is_own and belongs_to(found) in {"", storage.photos.get_identity(deleted).hex()}:
            storage.photos.delete(found)


def has_other_text(storage: Storage, photo: Blob, duplicate: Blob) -> bool:
    """Return whether a photo has a sidecar, and a duplicate has a different one: then they can't become one photo."""
    found = locate_sidecar(storage, photo)
    other = find_sidecar(duplicate.name, list_related(storage, duplicate.name)) if found else None
    return bool(found and other and version_of(other) != version_of(found))


def _carry(storage: Storage, photo: Blob, copy: Blob, pending: PendingMove, found: Blob) -> Blob | None:
    md5 = storage.photos.get_identity(photo).hex()
    of = belongs_to(found) or _read_of(storage, found) or md5
    if of != md5 and not _is_own(found, photo):
        return None
    is_left_alone = not _has_other_users(storage, found, photo)
    if is_left_alone and not belongs_to(found):
        found = storage.photos.update_metadata(found, {OF: of})
    try:
        marks = {OF: of, CARRIED_BY: pending.token}
        storage.photos.copy(found, sidecar_name(copy.name), {**found.metadata, **marks})
    except PhotoExists:
        _resolve_conflict(storage, photo, copy, pending, found)
    return found


def _resolve_conflict(storage: Storage, photo: Blob, copy: Blob, pending: PendingMove, found: Blob) -> None:
    """Return if the sidecar at the new name is as it should be. Otherwise make the next attempt succeed, or raise."""
    existing = storage.photos.get_properties(sidecar_name(copy.name))
    is_same = version_of(existing) == version_of(found)
    is_hidden = pending.owns_copy(copy)
    if is_same and (not is_hidden or existing.metadata.get(CARRIED_BY) == pending.token):
        return
    if is_hidden and belongs_to(existing) != storage.photos.get_identity(photo).hex():
        raise SidecarInTheWay
    # It remained from an earlier move of this photo. Once this move is complete, it could be a newer one.
    if is_hidden and storage.photos.get_properties(photo.name).etag == photo.etag:
        storage.photos.delete(existing)
    raise Changed("%(name)s was changed at the same moment. Try again.", name=existing.name)


def _copy_again(storage: Storage, photo: Blob, old: Blob, moved: Blob) -> Blob:
    """Copy a sidecar that has changed since again; return it as it is now. Raises GalleryError if it can't."""
    with suppress(NotFound):
        storage.photos.get_properties(photo.name)
        raise Changed("The old name belongs to another photo by now.")
    changed, data = storage.photos.read(old.name)
    copied = storage.photos.get_properties(sidecar_name(moved.name))
    if version_of(copied) != version_of(old):
        raise Changed("The photo has been edited since it moved.")
    content = Content(data, changed.content_type, changed.md5 or md5_of(data))
    storage.photos.put(copied.name, content, copied.metadata, replaces=copied)
    return changed


def _is_own(sidecar: Blob, photo: Blob) -> bool:
    return is_sidecar(sidecar.name) and sidecar.name.rpartition(".")[0] == photo.name


def _has_other_users(storage: Storage, sidecar: Blob, photo: Blob) -> bool:
    """Whether it's another file's sidecar too: `Scan.xmp` may be that of `Scan.jpg`, `Scan.png` and `Scan`."""
    if _is_own(sidecar, photo) and has_image_extension(photo.name):
        return False
    return sidecar.name not in {unused.name for unused in _list_unused(storage, photo)}


def _list_unused(storage: Storage, photo: Blob) -> list[Blob]:
    """Return the sidecars with a photo's name or stem that no other file uses."""
    related, stem = list_related(storage, photo.name), stem_of(photo.name)
    names = {photo.name} if has_image_extension(stem) else {photo.name, stem}
    sidecars = [blob for blob in related if is_sidecar(blob.name) and blob.name.rpartition(".")[0] in names]
    files = {blob.name for blob in related if not is_sidecar(blob.name)} - {photo.name}
    if stem != photo.name and find_sidecar(stem, sidecars) and storage.photos.exists(stem):
        files.add(stem)
    used = {found.name for name in files if (found := find_sidecar(name, related))}
    return [sidecar for sidecar in sidecars if sidecar.name not in used]


def _read_of(storage: Storage, sidecar: Blob) -> str:
    """Return what a sidecar says about which photo it belongs to."""
    if sidecar.length > MAX_SIDECAR_BYTES:
        return ""
    try:
        return XmpSidecar(storage.photos.read(sidecar.name)[1]).of
    except SidecarConflict:
        return ""
