"""Every way in which the gallery says no, each with its HTTP status.

The message is shown to the person who made the request: what happened, to which
file, what to do. It never carries a secret, a stack trace or a storage address.
"""

from typing import Self


class GalleryError(Exception):
    """Base of all refusals. The only argument is the sentence for the person who reads it."""

    status = 500
    title = "Something went wrong"
    retry_after: int | None = None
    """Seconds after which trying again makes sense (`Retry-After`, RFC 9110 10.2.3)."""

    @property
    def message(self) -> str:
        """The sentence for the reader."""
        return str(self)

    def without_traceback(self) -> Self:
        """Itself to be kept: without its traceback, whose frames lead back to it and hold all they worked on.

        Python's collector of cycles would free a refused photo only much later.
        """
        self.__traceback__ = self.__cause__ = self.__context__ = None
        return self


class BadRequest(GalleryError):
    """A form, name or query that can't be read."""

    status = 400
    title = "That request can't be read"


class NotSignedIn(GalleryError):
    """Only the owner may do this, and this is not known to be the owner."""

    status = 401
    title = "Please sign in"

    def __init__(self, message: str, wanted: str = "") -> None:
        super().__init__(message)
        self.wanted = wanted
        """The address to come back to, where it is not the one that was asked for."""


class CrossSite(GalleryError):
    """Another web site made the browser send this."""

    status = 403
    title = "That came from another web site"


class NotFound(GalleryError):
    """There is no such photo, album or page, or none that the caller may see."""

    status = 404
    title = "Not found"


class PhotoExists(GalleryError):
    """Another photo has this name already."""

    status = 409
    title = "Another photo has this name"


class Changed(GalleryError):
    """The blob is no longer the one that was looked at: somebody else was quicker."""

    status = 409
    title = "Somebody else was quicker"


class LengthRequired(GalleryError):
    """A body without Content-Length reaches a function empty, so it can't be stored."""

    status = 411
    title = "The upload has no length"


class TooLarge(GalleryError):
    """Too many bytes or too many pixels."""

    status = 413
    title = "Too large"


class QueryTooLong(GalleryError):
    """An address longer than any that the gallery makes."""

    status = 414
    title = "The address is too long"


class NotAPicture(GalleryError):
    """Not one of the picture types that the gallery takes."""

    status = 415
    title = "Not a picture the gallery takes"


class BrokenPicture(GalleryError):
    """The right type, but damaged, incomplete or too costly to decode."""

    status = 422
    title = "The picture is broken"


class Crashed(BrokenPicture):
    """Decoding ended badly: a bomb, or a good picture whose decoder the system has killed."""


class TooSlow(BrokenPicture):
    """Decoding took too long: a time bomb, or a good picture on a machine that was overloaded."""


class Busy(GalleryError):
    """More work at once than the gallery takes on."""

    status = 429
    title = "Too much at once"
    retry_after = 5


class StorageUnavailable(GalleryError):
    """Blob Storage did not answer, or refused."""

    status = 503
    title = "The photo storage does not answer"
    retry_after = 5


class Misconfigured(GalleryError):
    """A setting is missing or can't be read."""

    status = 503
    title = "The gallery is not set up yet"
