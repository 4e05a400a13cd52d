"""The Storage SDK's errors as the gallery's own, and a retry for those that the SDK doesn't retry."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TypeVar

import requests
from azure.core.exceptions import (
    AzureError,
    DecodeError,
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)

from gallery.errors import (
    Changed,
    GalleryError,
    PhotoExists,
    PhotoLocked,
    PhotoNotFound,
    StorageDenied,
    StorageUnavailable,
    clear_traceback_frames,
)
from gallery.logs import log_operator_warning
from gallery.translations import lazy_gettext as _

ACCESS_DENIED = _(
    "The photo storage denied access. Check the key or SAS token in the setting PhotoStorage, the identity's role, "
    "and this machine's clock."
)

LEASED = _("%(name)s is locked by another tool. Break its lease in the portal, or wait until the tool is done.")
PROTECTED = _("%(name)s is protected by a legal hold or retention policy, so it can't be changed or deleted.")

LOCKED = {
    "BlobArchived": _("%(name)s is in the archive tier. Move it to the hot or cool tier in the portal first."),
    "BlobBeingRehydrated": _("%(name)s is being moved out of the archive tier. That can take up to 15 hours."),
    "SnapshotsPresent": _("%(name)s has snapshots created by another tool; delete those first."),
    "LeaseIdMissing": LEASED,
    "LeaseIdMismatchWithBlobOperation": LEASED,
    "LeaseAlreadyPresent": LEASED,
    "BlobImmutableDueToPolicy": PROTECTED,
    "BlobImmutableDueToLegalHold": PROTECTED,
    "BlobUsesCustomerSpecifiedEncryption": _("%(name)s is encrypted by another tool with its own key."),
    "PendingCopyOperation": _("%(name)s is still being copied by another tool."),
    "InvalidBlobType": _("%(name)s isn't a block blob. Copy it to one with the tool that made it."),
}
"""What another tool has done to a photo, by the service's code (REST docs, "Blob service error codes")."""

EXISTS = {"", "BlobAlreadyExists", "ResourceAlreadyExists"}
CHANGED = {"InvalidBlockList", "ConditionNotMet", "SourceConditionNotMet", "TargetConditionNotMet", "BlobOverwritten"}

T = TypeVar("T")


@contextmanager
def translate_storage_errors(name: str = "") -> Iterator[None]:
    """Turn the Storage SDK's errors into the gallery's, about the blob `name`. They never quote the SDK's messages."""
    try:
        yield
    except (AzureError, requests.RequestException) as error:
        clear_traceback_frames(error)
        raise _translate(name, error) from error


def _translate(name: str, error: Exception) -> GalleryError:
    code = error_code(error)
    if code in LOCKED:
        return PhotoLocked(LOCKED[code] % {"name": name or _("A photo")})
    # A listing, which has no name, can't conflict with anything.
    if name and isinstance(error, ResourceExistsError) and code in EXISTS:
        return PhotoExists("Another photo is already named %(name)s.", name=name)
    if name and (isinstance(error, ResourceModifiedError) or code in CHANGED):
        return Changed("%(name)s was changed at the same time. Try again.", name=name)
    if isinstance(error, ResourceNotFoundError):
        # The same text as for a hidden photo, so that it doesn't reveal which one it is.
        return PhotoNotFound()
    return _translate_failure(error, code)


def _translate_failure(error: Exception, code: str) -> StorageUnavailable:
    if code == "ContainerBeingDeleted":
        return StorageUnavailable("The photo container is being deleted. Try again in a minute.")
    if isinstance(error, HttpResponseError) and error.status_code and error.status_code >= HTTPStatus.BAD_REQUEST:
        return _translate_response(error)
    return StorageUnavailable("The photo storage isn't responding. Try again in a moment.")


def _translate_response(error: HttpResponseError) -> StorageUnavailable:
    if error.status_code in {401, 403}:
        log_operator_warning(ACCESS_DENIED.english)
        return StorageDenied(ACCESS_DENIED)
    return StorageUnavailable(
        "The photo storage returned an error (%(code)s). Try again in a moment.", code=error.status_code
    )


def error_code(error: Exception) -> str:
    """Return the service's own error code (REST docs, "Blob service error codes"); "" if there's none."""
    response = getattr(error, "response", None)
    return str(getattr(response, "headers", {}).get("x-ms-error-code", ""))


def retry_once(read: Callable[[], T]) -> T:
    """Read again after a broken or impossible response, which the SDK doesn't retry, and after a 404.

    A 404 counts if it comes twice, perhaps with one of the others in between.
    """
    seen: set[bool] = set()
    while True:
        try:
            return read()
        except (
            *(DecodeError, requests.RequestException),
            *(ResourceExistsError, ResourceModifiedError, ResourceNotFoundError),
        ) as error:
            is_missing = isinstance(error, ResourceNotFoundError)
            if is_missing in seen:
                raise
            seen.add(is_missing)
            clear_traceback_frames(error)
