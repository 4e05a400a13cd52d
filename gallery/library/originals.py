"""The way to an original: a short-lived address in storage that gives it under its own name and true type."""

from urllib.parse import quote

from gallery.library.previews import develop, get_photo
from gallery.model.photos import Photo
from gallery.pictures.formats import FORMATS
from gallery.storage.account import Storage

PICTURE_TYPES = frozenset(kind.content_type for kind in FORMATS)


def original_url(storage: Storage, name: str, *, saved: bool = False) -> str:
    """Address of an original, good for an hour or two: to be shown, or saved. Raises NotFound for what is no photo."""
    photo = get_photo(storage, name)
    if not photo.developed or photo.blob.content_type not in PICTURE_TYPES:
        # Only then is it known to be a picture, and of which type; any tool may have written anything beside it.
        photo = develop(storage, photo)[0]
    return storage.original_url(photo.blob, content_disposition(photo, saved=saved))


def content_disposition(photo: Photo, *, saved: bool = False) -> str:
    """Shown rather than saved unless it shall be, and under its own name in any script (RFC 6266, RFC 8187)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in photo.file)
    return f"{'attachment' if saved else 'inline'}; filename=\"{plain}\"; filename*=UTF-8''{quote(photo.file, safe='')}"
