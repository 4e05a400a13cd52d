"""Every error that the gallery reports to people, each with its HTTP status.

A message is one or two sentences for the person who made the request: what happened, to which file, what to do. It
never contains a secret, a stack trace or a storage address. It's an English text with placeholders, translated when
it's shown.
"""

from collections.abc import Sequence
from traceback import clear_frames
from typing import Self

from gallery.translations import Text
from gallery.translations import lazy_gettext as _

PHOTO_NOT_FOUND = _("This photo doesn't exist.")
SHARE_NOT_FOUND = _("This link may have expired. Ask the person who sent it.")


class GalleryError(Exception):
    """Base of all errors that people see. `str()` is its message in English, for logs."""

    status = 500
    title = _("Something went wrong")
    retry_after: int | None = None
    """Seconds after which a retry makes sense (`Retry-After`, RFC 9110, 10.2.3)."""
    public_message: Text | None = None
    """What everyone but the operator gets instead of the message."""

    def __init__(self, message: str | Text = "", /, **values: object) -> None:
        self.text = message % values if isinstance(message, Text) else Text(message, values)
        super().__init__(self.text.in_english())

    @property
    def message(self) -> str:
        """The message for the person, in their language."""
        return str(self.public_message or self.text)

    @property
    def details(self) -> str:
        """The message for the owner, in their language."""
        return str(self.text)

    def copy(self) -> Self:
        """Return an equal error without this one's traceback, to raise again."""
        return type(self)(self.text)

    def without_traceback(self) -> Self:
        """Return this error without its traceback, to keep it as part of a result.

        The traceback's frames refer back to the error. In such a cycle they would keep an upload in memory until
        Python's garbage collector finds it, which can be much later.
        """
        self.__traceback__ = self.__cause__ = self.__context__ = None
        return self


def clear_traceback_frames(error: BaseException | None) -> None:
    """Clear the local variables of all frames in the tracebacks of an error and of the errors that caused it.

    Some frames of libraries refer to the error whose traceback they're in. See GalleryError.without_traceback.
    """
    while error:
        clear_frames(error.__traceback__)
        error = error.__context__ or getattr(error, "inner_exception", None)  # AzureError's own attribute


class BadRequest(GalleryError):
    """A form, name or query isn't valid."""

    status = 400
    title = _("Invalid request")


class NotSignedIn(GalleryError):
    """Only the owner may do this, and the caller isn't signed in as the owner."""

    status = 401
    title = _("Sign in")

    def __init__(self, message: str | Text, return_to: str = "") -> None:
        super().__init__(message)
        self.return_to = return_to
        """The page to return to after signing in, if it isn't the one requested."""


class CrossSite(GalleryError):
    """Another website made the browser send this request."""

    status = 403
    title = _("Request from another website")


class ShareLocked(GalleryError):
    """The share has a password, and the guest hasn't entered it."""

    status = 403
    title = _("This link has a password")

    def __init__(self) -> None:
        super().__init__("Open the link and enter its password first.")


class NotFound(GalleryError):
    """There's no such photo, album or page, or the caller may not see it."""

    status = 404
    title = _("Not found")


class PhotoNotFound(NotFound):
    """There's no such photo, or the caller may not see it: both get the same text, so that no one learns which."""

    def __init__(self, message: str | Text = PHOTO_NOT_FOUND, /, **values: object) -> None:
        super().__init__(message, **values)


class ShareNotFound(NotFound):
    """The link is wrong, expired or revoked: all get the same text, so that no one learns which."""

    title = _("This link doesn't work")

    def __init__(self, message: str | Text = SHARE_NOT_FOUND) -> None:
        super().__init__(message)


class NameTooLong(NotFound):
    """No blob can have such a name, which for scripts is a mistake rather than a missing photo."""

    status = 400
    title = _("Invalid request")


class PhotoExists(GalleryError):
    """Another photo already has this name."""

    status = 409
    title = _("Another photo already has this name")


class NameReserved(PhotoExists):
    """Another upload is using this name at the moment."""

    title = _("The name is in use")
    retry_after = 60


class MissingPieces(GalleryError):
    """Pieces of an upload are missing or differ from what the sender sent."""

    status = 409
    title = _("Pieces are missing")

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__("Send these pieces again: %(numbers)s.", numbers=", ".join(map(str, numbers)))
        self.numbers = numbers


class Changed(GalleryError):
    """The blob has changed since its ETag was read."""

    status = 409
    title = _("The photo has changed")


class AlbumFileUnreadable(GalleryError):
    """Another tool has written settings of an album that the gallery can't read, so it doesn't replace them."""

    status = 409
    title = _("The album's settings can't be read")

    def __init__(self, name: str) -> None:
        super().__init__(
            "%(name)s can't be read, so nothing was changed. Correct or delete it in your container.", name=name
        )


class AlbumIsPublic(GalleryError):
    """A private album was deleted, and a new one of the same name isn't private, so nothing is restored into it."""

    status = 409
    title = _("The new album isn't private")

    def __init__(self, album: str) -> None:
        super().__init__(
            "The deleted album “%(album)s” was private, and the new one isn't. Make “%(album)s” private, then try "
            "again.",
            album=album,
        )


class AlbumInUse(GalleryError):
    """Photos are being added to the album at the moment."""

    status = 409
    title = _("The album is in use")
    retry_after = 60

    def __init__(self, album: str) -> None:
        super().__init__(
            "Photos are being added to “%(album)s”. Delete it again once they're stored, or in ten minutes.",
            album=album,
        )


class EditedSince(GalleryError):
    """Someone else has edited the photo since its annotations were read (If-Match, RFC 9110, 13.1.1)."""

    status = 412
    title = _("Edited since")


class SidecarConflict(GalleryError):
    """The photo's sidecar can't be read, or belongs to another photo, so it isn't changed."""

    status = 409
    title = _("The sidecar is in the way")


class PhotoLocked(GalleryError):
    """Another tool has archived, leased or protected the photo, or made snapshots of it."""

    status = 409
    title = _("The photo is locked")


class LengthRequired(GalleryError):
    """The request has no Content-Length, so its body doesn't reach the function."""

    status = 411
    title = _("The upload has no Content-Length")


class WrongHost(GalleryError):
    """The request's Host isn't one of the gallery's names (RFC 9110, 15.5.20)."""

    status = 421
    title = _("Wrong address")


class TooLarge(GalleryError):
    """Too many bytes or too many pixels."""

    status = 413
    title = _("Too large")


class QueryTooLong(GalleryError):
    """The address is longer than any that the gallery makes."""

    status = 414
    title = _("The address is too long")


class ShareFull(GalleryError):
    """Guests have added as many photos or bytes to a share as its owner allows."""

    status = 409
    title = _("No more photos can be added")


class NotAPicture(GalleryError):
    """The file isn't in a supported picture format."""

    status = 415
    title = _("Unsupported format")


class NotASidecar(GalleryError):
    """The file isn't a sidecar that can be read."""

    status = 415
    title = _("Unsupported sidecar")


class BrokenPicture(GalleryError):
    """The format is supported, but the file is damaged, incomplete or too expensive to decode."""

    status = 422
    title = _("The picture can't be decoded")


class Crashed(BrokenPicture):
    """The worker died while decoding: the picture is hostile, or the system killed the worker."""


class TooSlow(BrokenPicture):
    """Decoding took too long: the picture is hostile."""


class Overloaded(TooSlow):
    """Decoding took too long, but got little processor time: the machine is overloaded."""

    status = 503
    title = _("The gallery is busy")
    retry_after = 30


class Busy(GalleryError):
    """There's more work than the gallery can do at the same time."""

    status = 429
    title = _("The gallery is busy")
    retry_after = 5


class StillStoring(Busy):
    """Storing a large file takes longer than one request. The next one continues; see web/incoming.py."""

    def __init__(self, stored: int, of: int) -> None:
        super().__init__(
            "%(stored)s of %(of)s pieces are stored. Send the request again to continue.",
            stored=f"{stored:,}",
            of=f"{of:,}",
        )
        self.stored, self.of = stored, of
        """Pieces."""


class TooManyWrongKeys(Busy):
    """Several wrong keys were sent, so no key is checked for now."""

    title = _("Too many wrong keys")

    def __init__(self, seconds: int) -> None:
        super().__init__("Several wrong keys were tried just now. Wait a few seconds and try again.")
        self.retry_after = seconds
        self.return_to = ""
        """See NotSignedIn."""


class TooManyPasswords(Busy):
    """Several passwords were tried for a share, so none is checked for now."""

    title = _("Too many attempts")

    def __init__(self, seconds: int) -> None:
        super().__init__("Several passwords were tried just now. Wait a few seconds and try again.")
        self.retry_after = seconds


class StorageUnavailable(GalleryError):
    """Blob Storage didn't respond, or responded with an error."""

    status = 503
    title = _("Photo storage is unavailable")
    retry_after = 5


class StorageDenied(StorageUnavailable):
    """Blob Storage denied access to the gallery itself."""

    public_message = _("The photo storage is unavailable. The gallery's log has the reason.")


class Misconfigured(GalleryError):
    """A setting is missing or invalid. The message names it."""

    status = 503
    title = _("The gallery isn't set up correctly")
    public_message = _("Its owner has to correct a setting. The gallery's log has the reason.")
