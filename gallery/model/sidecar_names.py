"""Names of sidecars, and how one version of a sidecar differs from another."""

from gallery.model.blobs import Blob
from gallery.model.names import split_extension

SUFFIX = ".xmp"


def is_sidecar(name: str) -> bool:
    """Return whether a file is a sidecar, by its name."""
    return name[-len(SUFFIX) :].lower() == SUFFIX


def sidecar_name(photo: str) -> str:
    """Return the name of the sidecar that the gallery writes for a photo."""
    return photo + SUFFIX


def stem_of(name: str) -> str:
    """Return a name without its extension."""
    folder, slash, file = name.rpartition("/")
    return f"{folder}{slash}{split_extension(file)[0]}"


def version_of(sidecar: Blob) -> str:
    """Return what differs between two versions of a sidecar: its MD5, which a move keeps, or else its ETag."""
    return sidecar.md5.hex() if sidecar.md5 else sidecar.etag.strip('"')
