"""The Storage SDK's errors as the gallery's own, and a retry for those that the SDK doesn't retry."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    PhotoNotFound,
    StorageDenied,
    StorageUnavailable,
    clear_traceback_frames,
)
from gallery.logs import log_operator_warning

ACCESS_DENIED = (
    "The photo storage denied access. Check the key or SAS token in the setting PhotoStorage, the identity's role, "
    "and this machine's clock."
)

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
    if isinstance(error, ResourceExistsError):
        if error_code(error) == "ContainerBeingDeleted":
            return StorageUnavailable("The photo container is being deleted. Try again in a minute.")
        return PhotoExists(f"Another photo is already named {name}.")
    if isinstance(error, ResourceModifiedError):
        return Changed(f"{name} was changed at the same time. Try again.")
    if isinstance(error, ResourceNotFoundError):
        # The same text as for a hidden photo, so that it doesn't reveal which one it is.
        return PhotoNotFound()
    if isinstance(error, HttpResponseError):
        return _translate_response(error)
    return StorageUnavailable("The photo storage isn't responding. Try again in a moment.")


def _translate_response(error: HttpResponseError) -> StorageUnavailable:
    if error.status_code in {401, 403}:
        log_operator_warning(ACCESS_DENIED)
        return StorageDenied(ACCESS_DENIED)
    return StorageUnavailable(f"The photo storage returned an error ({error.status_code}). Try again in a moment.")


def error_code(error: HttpResponseError) -> str:
    """Return the service's own error code (REST docs, "Blob service error codes")."""
    return str(getattr(error.response, "headers", {}).get("x-ms-error-code", ""))


def retry_once(read: Callable[[], T]) -> T:
    """Read again after a broken response that the SDK doesn't retry."""
    try:
        return read()
    except (DecodeError, ResourceModifiedError, requests.RequestException) as error:
        clear_traceback_frames(error)
    return read()
