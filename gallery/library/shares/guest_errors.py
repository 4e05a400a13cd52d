"""Errors that guests may see."""

from gallery.errors import (
    BadRequest,
    BrokenPicture,
    Busy,
    GalleryError,
    NotAPicture,
    PhotoNotFound,
    ShareFull,
    ShareNotFound,
    StorageUnavailable,
    TooLarge,
)

_NAMELESS = (BadRequest, BrokenPicture, Busy, NotAPicture, PhotoNotFound, ShareFull, ShareNotFound, TooLarge)
"""Errors that name nothing but the guest's own file. All others may name folders and photos of the gallery."""


def without_names(error: GalleryError, sentence: str) -> GalleryError:
    """Return the error, or one with this sentence if it may name anything of the gallery."""
    return error if isinstance(error, _NAMELESS) or type(error) is GalleryError else StorageUnavailable(sentence)
