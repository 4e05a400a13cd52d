"""Errors that guests may see."""

from gallery.errors import (
    BadRequest,
    BrokenPicture,
    Busy,
    CrossSite,
    GalleryError,
    LengthRequired,
    MissingPieces,
    NotAPicture,
    NotFound,
    PhotoNotFound,
    QueryTooLong,
    ShareFull,
    ShareLocked,
    ShareNotFound,
    StorageUnavailable,
    TooLarge,
    TooManyPasswords,
    WrongHost,
)
from gallery.translations import Text
from gallery.translations import lazy_gettext as _

_NAMELESS = (
    *(BadRequest, BrokenPicture, Busy, MissingPieces, NotAPicture, PhotoNotFound, ShareFull, ShareNotFound, TooLarge),
)
"""Errors that name nothing but the guest's own file. All others may name folders and photos of the gallery."""


_REFUSALS = (
    *(BadRequest, CrossSite, LengthRequired, NotFound, QueryTooLong, ShareFull, ShareLocked, TooLarge),
    *(TooManyPasswords, WrongHost),
)
"""Refusals of whole requests that name nothing. Those of decoders can name a photo that the guest didn't send."""

TRY_AGAIN = _("That didn't work. Try again in a moment.")


def hide_names(error: GalleryError) -> None:
    """Replace the message of a refusal that may name anything of the gallery."""
    if not isinstance(error, _REFUSALS) and type(error) is not GalleryError:
        error.public_message = TRY_AGAIN


def without_names(error: GalleryError, sentence: Text) -> GalleryError:
    """Return the error, or one with this sentence if it may name anything of the gallery."""
    return error if isinstance(error, _NAMELESS) or type(error) is GalleryError else StorageUnavailable(sentence)
