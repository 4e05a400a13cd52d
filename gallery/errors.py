"""Every error that the gallery reports to people, each with its HTTP status.

A message is one or two sentences for the person who made the request: what happened, to which file, what to do. It
never contains a secret, a stack trace or a storage address.
"""

from collections.abc import Sequence
from traceback import clear_frames
from typing import Self


class GalleryError(Exception):
    """Base of all errors that people see. Its only argument is the message."""

    status = 500
    title = "Something went wrong"
    retry_after: int | None = None
    """Seconds after which a retry makes sense (`Retry-After`, RFC 9110, 10.2.3)."""
    public_message = ""
    """What everyone but the operator gets instead of the message."""

    @property
    def message(self) -> str:
        """The message for the person."""
        return self.public_message or str(self)

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
    title = "Invalid request"


class NotSignedIn(GalleryError):
    """Only the owner may do this, and the caller isn't signed in as the owner."""

    status = 401
    title = "Sign in"

    def __init__(self, message: str, return_to: str = "") -> None:
        super().__init__(message)
        self.return_to = return_to
        """The page to return to after signing in, if it isn't the one requested."""


class CrossSite(GalleryError):
    """Another website made the browser send this request."""

    status = 403
    title = "Request from another website"


class ShareLocked(GalleryError):
    """The share has a password, and the guest hasn't entered it."""

    status = 403
    title = "This link has a password"

    def __init__(self) -> None:
        super().__init__("Open the link and enter its password first.")


class NotFound(GalleryError):
    """There's no such photo, album or page, or the caller may not see it."""

    status = 404
    title = "Not found"


class PhotoNotFound(NotFound):
    """There's no such photo, or the caller may not see it: both get the same text, so that no one learns which."""

    def __init__(self, message: str = "This photo doesn't exist.") -> None:
        super().__init__(message)


class ShareNotFound(NotFound):
    """The link is wrong, expired or revoked: all get the same text, so that no one learns which."""

    title = "This link doesn't work"

    def __init__(self, message: str = "This link may have expired. Ask the person who sent it.") -> None:
        super().__init__(message)


class NameTooLong(NotFound):
    """No blob can have such a name, which for scripts is a mistake rather than a missing photo."""

    status = 400
    title = "Invalid request"


class PhotoExists(GalleryError):
    """Another photo already has this name."""

    status = 409
    title = "Another photo already has this name"


class NameReserved(PhotoExists):
    """Another upload is using this name at the moment."""

    title = "The name is in use"
    retry_after = 60


class MissingPieces(GalleryError):
    """Pieces of an upload are missing or differ from what the sender sent."""

    status = 409
    title = "Pieces are missing"

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__(f"Send these pieces again: {', '.join(map(str, numbers))}.")
        self.numbers = numbers


class Changed(GalleryError):
    """The blob has changed since its ETag was read."""

    status = 409
    title = "The photo has changed"


class AlbumFileUnreadable(GalleryError):
    """Another tool has written settings of an album that the gallery can't read, so it doesn't replace them."""

    status = 409
    title = "The album's settings can't be read"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} can't be read, so nothing was changed. Correct or delete it in your container.")


class AlbumIsPublic(GalleryError):
    """A private album was deleted, and a new one of the same name isn't private, so nothing is restored into it."""

    status = 409
    title = "The new album isn't private"

    def __init__(self, album: str) -> None:
        super().__init__(
            f"The deleted album “{album}” was private, and the new one isn't. Make “{album}” private, then try again."
        )


class AlbumInUse(GalleryError):
    """Photos are being added to the album at the moment."""

    status = 409
    title = "The album is in use"
    retry_after = 60

    def __init__(self, album: str) -> None:
        super().__init__(
            f"Photos are being added to “{album}”. Delete it again once they're stored, or in ten minutes."
        )


class EditedSince(GalleryError):
    """Someone else has edited the photo since its annotations were read (If-Match, RFC 9110, 13.1.1)."""

    status = 412
    title = "Edited since"


class SidecarConflict(GalleryError):
    """The photo's sidecar can't be read, or belongs to another photo, so it isn't changed."""

    status = 409
    title = "The sidecar is in the way"


class PhotoLocked(GalleryError):
    """Another tool has archived, leased or protected the photo, or made snapshots of it."""

    status = 409
    title = "The photo is locked"


class LengthRequired(GalleryError):
    """The request has no Content-Length, so its body doesn't reach the function."""

    status = 411
    title = "The upload has no Content-Length"


class WrongHost(GalleryError):
    """The request's Host isn't one of the gallery's names (RFC 9110, 15.5.20)."""

    status = 421
    title = "Wrong address"


class TooLarge(GalleryError):
    """Too many bytes or too many pixels."""

    status = 413
    title = "Too large"


class QueryTooLong(GalleryError):
    """The address is longer than any that the gallery makes."""

    status = 414
    title = "The address is too long"


class ShareFull(GalleryError):
    """Guests have added as many photos or bytes to a share as its owner allows."""

    status = 409
    title = "No more photos can be added"


class NotAPicture(GalleryError):
    """The file isn't in a supported picture format."""

    status = 415
    title = "Unsupported format"


class NotASidecar(GalleryError):
    """The file isn't a sidecar that can be read."""

    status = 415
    title = "Unsupported sidecar"


class BrokenPicture(GalleryError):
    """The format is supported, but the file is damaged, incomplete or too expensive to decode."""

    status = 422
    title = "The picture can't be decoded"


class Crashed(BrokenPicture):
    """The worker died while decoding: the picture is hostile, or the system killed the worker."""


class TooSlow(BrokenPicture):
    """Decoding took too long: the picture is hostile."""


class Overloaded(TooSlow):
    """Decoding took too long, but got little processor time: the machine is overloaded."""

    status = 503
    title = "The gallery is busy"
    retry_after = 30


class Busy(GalleryError):
    """There's more work than the gallery can do at the same time."""

    status = 429
    title = "The gallery is busy"
    retry_after = 5


class StillStoring(Busy):
    """Storing a large file takes longer than one request. The next one continues; see web/incoming.py."""

    def __init__(self, stored: int, of: int) -> None:
        super().__init__(f"{stored:,} of {of:,} pieces are stored. Send the request again to continue.")
        self.stored, self.of = stored, of
        """Pieces."""


class TooManyWrongKeys(Busy):
    """Several wrong keys were sent, so no key is checked for now."""

    title = "Too many wrong keys"

    def __init__(self, seconds: int) -> None:
        super().__init__("Several wrong keys were tried just now. Wait a few seconds and try again.")
        self.retry_after = seconds
        self.return_to = ""
        """See NotSignedIn."""


class TooManyPasswords(Busy):
    """Several passwords were tried for a share, so none is checked for now."""

    title = "Too many attempts"

    def __init__(self, seconds: int) -> None:
        super().__init__("Several passwords were tried just now. Wait a few seconds and try again.")
        self.retry_after = seconds


class StorageUnavailable(GalleryError):
    """Blob Storage didn't respond, or responded with an error."""

    status = 503
    title = "Photo storage is unavailable"
    retry_after = 5


class StorageDenied(StorageUnavailable):
    """Blob Storage denied access to the gallery itself."""

    public_message = "The photo storage is unavailable. The gallery's log has the reason."


class Misconfigured(GalleryError):
    """A setting is missing or invalid. The message names it."""

    status = 503
    title = "The gallery isn't set up correctly"
    public_message = "Its owner has to correct a setting. The gallery's log has the reason."
