"""Companions of a photo: the other files that are part of it. See model/pairs.py."""

from collections.abc import Iterable

from gallery.errors import NotFound
from gallery.model.blobs import Blob
from gallery.model.names import numbered_names
from gallery.model.pairs import COMPANIONS, Companion, can_have_companions, companion_target, find_pairs
from gallery.model.photos import Photo, photo_of
from gallery.model.sidecar_names import sidecar_name, stem_of
from gallery.storage.account import Storage


def locate_companions(storage: Storage, photo: Blob) -> list[Blob]:
    """Return the companions that a photo has, as the listing that found it shows them, or else now."""
    known: tuple[Companion, ...] | None = photo.derived.get(COMPANIONS)
    if known is None or not all(one.blob for one in known):
        known = _find_companions(photo, list_siblings(storage, photo.name))
    return [one.blob for one in known if one.blob]


def list_siblings(storage: Storage, name: str) -> list[Blob]:
    """Return the blobs among which a photo's companions are: those of its folder."""
    return storage.photos.list_folder(name[: name.rfind("/") + 1]).blobs if can_have_companions(name) else []


def attach_companions_of(photo: Blob, siblings: Iterable[Blob]) -> None:
    """Note at a photo which companions it has among blobs of its folder."""
    photo.derived[COMPANIONS] = _find_companions(photo, siblings)


def show_companions(storage: Storage, photo: Photo) -> Photo:
    """Note at a photo that no listing found which companions it has, and return it.

    To be fast in large folders, it looks only for names that begin like the photo's, which is how files are named that
    belong together, unless the photo has a content identifier.
    """
    if COMPANIONS not in photo.blob.derived and can_have_companions(photo.name):
        if photo.embedded.content_id:
            siblings = list_siblings(storage, photo.name)
        else:
            siblings = storage.photos.list_folder(f"{stem_of(photo.name)}.").blobs
        attach_companions_of(photo.blob, siblings)
    return photo


def find_video(storage: Storage, photo: Photo) -> Photo:
    """Return a video, or the video of a live photo. Raises NotFound for any other photo."""
    if photo.is_video:
        return photo
    for companion in locate_companions(storage, photo.blob):
        if photo_of(companion).is_video:
            return photo_of(companion)
    raise NotFound("This isn't a video.")


def choose_common_name(storage: Storage, photo: Blob, companions: Iterable[Blob], wanted: str) -> str:
    """Return the wanted name, or the first numbered one under which the photo and all its companions are, or fit."""
    for name in numbered_names(wanted):
        targets = [(photo, name), *((one, companion_target(one.name, photo.name, name)) for one in companions)]
        has_sidecar = name != wanted and storage.photos.exists(sidecar_name(name))
        if not has_sidecar and all(_fits(storage, blob, target) for blob, target in targets):
            return name
    raise AssertionError


def _find_companions(photo: Blob, siblings: Iterable[Blob]) -> tuple[Companion, ...]:
    others = [blob for blob in siblings if blob.name != photo.name]
    return find_pairs([*others, photo]).get(photo.name, ())


def _fits(storage: Storage, blob: Blob, target: str) -> bool:
    """Whether a blob can have a name: it's free, or taken by the same bytes."""
    if target == blob.name:
        return True
    try:
        existing = storage.photos.get_properties(target)
    except NotFound:
        return True
    return storage.photos.have_same_bytes(existing, blob)
