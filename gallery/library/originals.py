"""Originals: a short-lived URL in storage that serves one under its own name and true type."""

from urllib.parse import quote

from gallery.library.previews import develop, get_photo
from gallery.model.photos import Photo
from gallery.pictures.formats import FORMATS, RAW_FORMATS
from gallery.storage.account import Storage

RAW_TYPES = frozenset(picture_format.content_type for picture_format in RAW_FORMATS)
PICTURE_TYPES = frozenset(picture_format.content_type for picture_format in FORMATS)


def original_url(storage: Storage, name: str, *, download: bool = False) -> str:
    """URL of an original, valid for one to two hours. Browsers show it, or save it if `download`. Raises NotFound.

    They always save raw files, which they can't show.
    """
    photo = develop_original(storage, get_photo(storage, name))
    return storage.viewing_url(photo.blob, content_disposition(photo, download=download or is_raw(photo)))


def develop_original(storage: Storage, photo: Photo) -> Photo:
    """Return a photo whose content type is that of its bytes. Raises NotFound if it isn't a picture."""
    if photo.developed and photo.blob.content_type in PICTURE_TYPES:
        return photo
    # Developing checks that it's a picture and of which type. Other tools may have set any content type.
    return develop(storage, photo)[0]


def is_raw(photo: Photo) -> bool:
    """Return whether a photo's file is a raw file. Develop it first."""
    return photo.blob.content_type in RAW_TYPES


def content_disposition(photo: Photo, *, download: bool = False) -> str:
    """The header that names the file, in any script (RFC 6266, RFC 8187)."""
    disposition = "attachment" if download else "inline"
    ascii_name = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in photo.file)
    return f"{disposition}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(photo.file, safe='')}"
