"""What storage says no with, as the gallery's own errors, and what is worth a second try."""

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

from gallery.errors import Changed, GalleryError, NotFound, PhotoExists, StorageUnavailable, clear_traceback_frames
from gallery.logs import log_operator_warning

ACCESS_DENIED = (
    "The photo storage does not let the gallery in. Its key or its right may be wrong, or this machine's clock: check "
    "the setting PhotoStorage, the role of the identity and the time."
)

T = TypeVar("T")


@contextmanager
def translate_storage_errors(name: str = "") -> Iterator[None]:
    """Turns what the Storage SDK raises into the gallery's errors, without a word of storage's own in them."""
    try:
        yield
    except (AzureError, requests.RequestException) as error:
        clear_traceback_frames(error)
        raise _translate(name, error) from error


def _translate(name: str, error: Exception) -> GalleryError:
    if isinstance(error, ResourceExistsError):
        if error_code(error) == "ContainerBeingDeleted":
            return StorageUnavailable("The container was deleted a moment ago. Please try again in a minute.")
        return PhotoExists(f"There is another photo named {name}.")
    if isinstance(error, ResourceModifiedError):
        return Changed(f"{name} was changed by somebody else at the same moment. Please try again.")
    if isinstance(error, ResourceNotFoundError):
        # The same words as for what is hidden, so that nobody learns which it is.
        return NotFound("There is no such photo.")
    if isinstance(error, HttpResponseError):
        return _translate_refusal(error)
    return StorageUnavailable("The photo storage does not answer at the moment. Please try again.")


def _translate_refusal(error: HttpResponseError) -> StorageUnavailable:
    if error.status_code in {401, 403}:
        log_operator_warning(ACCESS_DENIED)
        return StorageUnavailable(ACCESS_DENIED)
    return StorageUnavailable(f"The photo storage refused ({error.status_code}). Please try again.")


def error_code(error: HttpResponseError) -> str:
    """What the service itself calls it (REST docs, "Blob service error codes")."""
    return str(getattr(error.response, "headers", {}).get("x-ms-error-code", ""))


def retry_once(read: Callable[[], T]) -> T:
    """Once more, where an answer was broken in a way for which the SDK does not try again by itself."""
    try:
        return read()
    except (DecodeError, ResourceModifiedError, requests.RequestException) as error:
        clear_traceback_frames(error)
    return read()
