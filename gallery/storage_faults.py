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

from gallery.errors import Changed, NotFound, PhotoExists, StorageUnavailable
from gallery.logs import log_trouble

LOCKED_OUT = (
    "The photo storage does not let the gallery in. Its key or its right may be wrong, or this machine's clock: check "
    "the setting PhotoStorage, the role of the identity and the time."
)

T = TypeVar("T")


@contextmanager
def translated(name: str = "") -> Iterator[None]:
    """Turns what the Storage SDK raises into the gallery's errors, without a word of storage's own in them."""
    try:
        yield
    except ResourceExistsError as error:
        if code_of(error) == "ContainerBeingDeleted":
            raise StorageUnavailable("The container was deleted a moment ago. Please try again in a minute.") from error
        raise PhotoExists(f"There is another photo named {name}.") from error
    except ResourceModifiedError as error:
        raise Changed(f"{name} was changed by somebody else at the same moment. Please try again.") from error
    except ResourceNotFoundError as error:
        # The same words as for what is hidden, so that nobody learns which it is.
        raise NotFound("There is no such photo.") from error
    except HttpResponseError as error:
        if error.status_code in {401, 403}:
            log_trouble(LOCKED_OUT)
            raise StorageUnavailable(LOCKED_OUT) from error
        raise StorageUnavailable(f"The photo storage refused ({error.status_code}). Please try again.") from error
    except (AzureError, requests.RequestException) as error:
        raise StorageUnavailable("The photo storage does not answer at the moment. Please try again.") from error


def code_of(error: HttpResponseError) -> str:
    """What the service itself calls it (REST docs, "Blob service error codes")."""
    return str(getattr(error.response, "headers", {}).get("x-ms-error-code", ""))


def tried_again(read: Callable[[], T]) -> T:
    """Once more, where an answer was broken in a way for which the SDK does not try again by itself."""
    try:
        return read()
    except (DecodeError, ResourceModifiedError, requests.RequestException):
        return read()
