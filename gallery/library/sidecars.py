"""Sidecars: `IMG_1.jpg.xmp` next to `IMG_1.jpg` is the truth about what people say about the photo.

`IMG_1.xmp`, as Lightroom names it, is read too, but never written. The photo's metadata has a copy of what listings
need, with the version of the sidecar it's from: a refresh that finds another version there reads the sidecar again.

A sidecar that the gallery wrote or moved says which bytes it belongs to, because another photo may take the name of one
that's gone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gallery.errors import Changed, NotASidecar, NotFound, PhotoExists, SidecarConflict
from gallery.model.annotations import OTHER_PHOTO, UNREADABLE, Annotations, SidecarCopy, replace_copy
from gallery.model.blobs import Blob
from gallery.model.file_classes import VIDEO_EXTENSIONS, has_image_extension, has_raw_extension
from gallery.model.names import split_extension
from gallery.model.photos import FOUND_SIDECAR, Photo
from gallery.model.sidecar_names import SUFFIX, is_sidecar, sidecar_name, stem_of, version_of
from gallery.pictures.formats import AVIF, HEIC
from gallery.pictures.xmp_sidecar import MAX_SIDECAR_BYTES, XmpSidecar
from gallery.storage.account import Storage
from gallery.storage.properties import Content, md5_of
from gallery.translations import Text
from gallery.translations import lazy_gettext as _

CONTENT_TYPE = "application/rdf+xml"
"""Of XMP (ISO 16684-1, annex A)."""

OF = "of"
"""Metadata key: the MD5 of the photo that a sidecar belongs to, in hex. It's in the sidecar too, if we wrote that."""


_HEIF_TYPES = {HEIC.content_type, "image/heif", AVIF.content_type}


@dataclass(frozen=True)
class Sidecar:
    """A photo's sidecar as it was read."""

    photo: Blob
    blob: Blob | None
    """None if there's none."""
    copy: SidecarCopy
    """What the photo's metadata should say about it."""
    reason: Text | None = None
    """Why it can't be read."""
    data: bytes | None = field(default=None, repr=False)
    previews: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Metadata of the previews that were made because it turns the photo. See library/rotation.py."""

    @property
    def annotations(self) -> Annotations:
        """What it says."""
        return self.copy.annotations

    @property
    def version(self) -> str:
        """See version_of; "" without a sidecar."""
        return self.copy.version


def find_sidecar(name: str, siblings: Iterable[Blob]) -> Blob | None:
    """Return the sidecar of a photo among blobs of its folder.

    `IMG_1.xmp` belongs to the raw file with that stem, else to every file with it. `IMG_1.HEIC.xmp` is only that of
    `IMG_1.HEIC`, not that of `IMG_1.HEIC.jpg` too.
    """
    stem = stem_of(name)
    related = {blob.name: blob for blob in siblings if blob.name.startswith(f"{stem}.")}
    for own in (sidecar_name(name), f"{name}.XMP"):
        if own in related:
            return related[own]
    if has_image_extension(stem):
        return None
    is_raw = has_raw_extension(name)
    has_raw = any(map(has_raw_extension, related))
    shared = related.get(f"{stem}{SUFFIX}") or related.get(f"{stem}.XMP")
    return shared if is_raw or not has_raw else None


def _extension_of(name: str) -> str:
    return split_extension(name.rpartition("/")[2])[1].lower()


def list_related(storage: Storage, name: str) -> Sequence[Blob]:
    """Return the blobs that share a photo's stem, with one call."""
    return storage.photos.list_folder(f"{stem_of(name)}.").blobs


def attach_sidecars(blobs: Sequence[Blob]) -> None:
    """Note at each blob of a listing with a sidecar, or with a copy of one, which sidecar the listing has for it."""
    by_stem: dict[str, list[Blob]] = {}
    for blob in blobs:
        if is_sidecar(blob.name):
            by_stem.setdefault(stem_of(blob.name.rpartition(".")[0]), []).append(blob)
            by_stem.setdefault(blob.name.rpartition(".")[0], []).append(blob)
    if by_stem:
        for blob in blobs:
            if has_raw_extension(blob.name):
                by_stem.setdefault(stem_of(blob.name), []).append(blob)
    for blob in blobs:
        related = by_stem.get(stem_of(blob.name)) if by_stem else None
        blob.derived[FOUND_SIDECAR] = find_sidecar(blob.name, related) if related else None


def read_sidecar(storage: Storage, photo: Blob) -> Sidecar:
    """Return a photo's sidecar, whatever the copy says. Raises Changed if it's deleted at that moment."""
    found = locate_sidecar(storage, photo)
    if not found:
        return Sidecar(photo, None, SidecarCopy())
    try:
        return _read(storage, photo, found)
    except NotFound as error:
        raise Changed("%(name)s was deleted at the same moment. Try again.", name=found.name) from error


def locate_sidecar(storage: Storage, photo: Blob) -> Blob | None:
    """Return the sidecar that a photo has, as the listing that found the photo shows it, or else now."""
    if FOUND_SIDECAR in photo.derived:
        found: Blob | None = photo.derived[FOUND_SIDECAR]
        return found
    return find_sidecar(photo.name, list_related(storage, photo.name))


def read_annotations(storage: Storage, photo: Photo) -> Annotations:
    """Return what people say about a photo, without reading its sidecar if the copy has everything."""
    return read_sidecar(storage, photo.blob).annotations if photo.sidecar.is_cut else photo.sidecar.annotations


def adopt_sidecar(sidecar: Sidecar) -> Sidecar:
    """Return a sidecar that belongs to other bytes as if it belonged to the photo; any other as it is."""
    if sidecar.copy.problem != OTHER_PHOTO or sidecar.data is None:
        return sidecar
    return replace(sidecar, copy=SidecarCopy(_open(sidecar.photo, sidecar.data).read(), sidecar.version))


def write_sidecar(storage: Storage, sidecar: Sidecar, said: Annotations) -> Sidecar:
    """Write what a photo's sidecar says, and keep what other software says in it.

    Raises Changed or PhotoExists if someone else has written it since it was read, and SidecarConflict if it can't be
    changed.
    """
    check_writable(sidecar)
    return _write(storage, sidecar, _open(sidecar.photo, sidecar.data), said)


def merge_sidecar(storage: Storage, sidecar: Sidecar, data: bytes, *, keeps_text: bool = False) -> Sidecar:
    """Write a sidecar from elsewhere, with what it doesn't mention as it was. Raises as write_sidecar does.

    With `keeps_text`, what the photo's sidecar says already stays as it is.
    """
    check_writable(sidecar)
    try:
        xmp = _open(sidecar.photo, data)
    except SidecarConflict as error:
        raise NotASidecar("This sidecar can't be read. %(reason)s", reason=error.text) from error
    if xmp.of not in {"", storage.photos.get_identity(sidecar.photo).hex()}:
        raise SidecarConflict("This sidecar belongs to other bytes than those of %(name)s.", name=sidecar.photo.name)
    if sidecar.data is not None:
        present = _open(sidecar.photo, sidecar.data)
        xmp, missing = (present, xmp) if keeps_text else (xmp, present)
        xmp.add_missing(missing)
    return _write(storage, sidecar, xmp, xmp.read())


def _write(storage: Storage, sidecar: Sidecar, xmp: XmpSidecar, said: Annotations) -> Sidecar:
    md5 = storage.photos.get_identity(sidecar.photo).hex()
    data = xmp.write(said, md5)
    if len(data) > MAX_SIDECAR_BYTES:
        raise SidecarConflict("With this text, %(name)s would be too large.", name=sidecar_name(sidecar.photo.name))
    name = sidecar_name(sidecar.photo.name)
    replaces = sidecar.blob if sidecar.blob and sidecar.blob.name == name else None
    try:
        written = _put(storage, name, data, {OF: md5}, replaces)
    except NotFound as error:
        raise Changed("%(name)s was deleted at the same moment. Try again.", name=name) from error
    return Sidecar(sidecar.photo, written, SidecarCopy(said, version_of(written)), data=data)


def _put(storage: Storage, name: str, data: bytes, metadata: dict[str, str], replaces: Blob | None) -> Blob:
    """Write a sidecar. If the response is lost, the next try meets what this one wrote. Raises as put does."""
    content = Content(data, CONTENT_TYPE, md5_of(data))
    try:
        return storage.photos.put(name, content, metadata, replaces=replaces)
    except (Changed, PhotoExists):
        existing = storage.photos.get_properties(name)
        if existing.md5 != content.md5 or existing.metadata.get(OF) != metadata[OF]:
            raise
        return existing


def check_writable(sidecar: Sidecar) -> None:
    """Raise SidecarConflict if what's in the way can't be changed without losing something."""
    name = sidecar.blob.name if sidecar.blob else ""
    if sidecar.copy.problem == UNREADABLE:
        raise SidecarConflict(
            "%(name)s can't be read. %(reason)s Repair or delete it first.", name=name, reason=sidecar.reason
        )
    if sidecar.copy.problem == OTHER_PHOTO:
        raise SidecarConflict(
            "%(name)s belongs to another photo that had this name. Keep it for this one first.", name=name
        )


def store_copy(storage: Storage, sidecar: Sidecar) -> Blob:
    """Write the copy into the photo's metadata, unless it's there. Raises Changed, NotFound."""
    photo = sidecar.photo
    changed = {**replace_copy(photo.metadata, sidecar.copy.metadata()), **sidecar.previews}
    if changed == dict(photo.metadata):
        return photo
    return storage.photos.update_metadata(replace(photo, metadata=changed), {})


def update_copy(storage: Storage, photo: Photo) -> Blob:
    """Read the sidecar of a photo after other software changed it, and update the copy; return the photo.

    Raises Changed, NotFound.
    """
    blob = storage.photos.get_visible(photo.name)
    return store_copy(storage, read_sidecar(storage, blob))


def _read(storage: Storage, photo: Blob, found: Blob) -> Sidecar:
    """Raises NotFound."""
    if found.length > MAX_SIDECAR_BYTES:
        reason = _("It has more than %(most)s KB.") % {"most": MAX_SIDECAR_BYTES // 1024}
        return Sidecar(photo, found, SidecarCopy(version=version_of(found), problem=UNREADABLE), reason)
    blob, data = storage.photos.read(found.name)
    try:
        xmp = _open(photo, data)
        of, said = belongs_to(blob) or xmp.of, xmp.read()
    except SidecarConflict as error:
        return Sidecar(photo, blob, SidecarCopy(version=version_of(blob), problem=UNREADABLE), error.text)
    if of and of != storage.photos.get_identity(photo).hex():
        return Sidecar(photo, blob, SidecarCopy(version=version_of(blob), problem=OTHER_PHOTO), data=data)
    return Sidecar(photo, blob, SidecarCopy(said, version_of(blob)), data=data)


def _open(photo: Blob, data: bytes | None) -> XmpSidecar:
    """Return what a photo's sidecar says, or an empty one. Raises SidecarConflict if it can't be read."""
    extension = _extension_of(photo.name)
    is_heif = photo.content_type in _HEIF_TYPES or extension in HEIC.extensions | AVIF.extensions
    return XmpSidecar(data, trusts_orientation=not is_heif and extension not in VIDEO_EXTENSIONS)


def belongs_to(sidecar: Blob) -> str:
    """Return the MD5 of the photo that a sidecar belongs to, as far as its metadata says."""
    return next((value for key, value in sidecar.metadata.items() if key.lower() == OF), "")
