"""Single writes to Blob Storage, and the conditions and waits that they need."""

import base64
import time
from typing import Any

from azure.core import MatchConditions
from azure.core.exceptions import ResourceExistsError, ResourceModifiedError, ResourceNotFoundError
from azure.storage.blob import BlobClient, ContainerClient

from gallery.errors import StorageUnavailable, clear_traceback_frames
from gallery.storage.errors import error_code, retry_once

MAX_MISSING = 2
"""404s to a write: one because the container is missing, and one by mistake."""


def put_blob(
    container: ContainerClient, client: BlobClient, data: bytes, md5: bytes, *, overwrite: bool, **options: Any
) -> dict[str, Any]:
    """Write a blob with its MD5, and create the container if it's missing. Return the response."""
    # The service rejects bytes that don't match Content-MD5 (REST docs, "Put Blob"). Without x-ms-blob-content-md5
    # it computes the MD5 property from the bytes it received, which makes reading it back worthwhile.
    # The SDK adds to the headers it gets, so each try needs new ones.
    checksum = base64.b64encode(md5).decode()
    missing = conflicts = 0
    while True:
        try:
            return client.upload_blob(data, headers={"Content-MD5": checksum}, overwrite=overwrite, **options)
        except ResourceNotFoundError as error:
            missing += 1
            if missing > MAX_MISSING:
                raise
            clear_traceback_frames(error)
            create_container(container)
        except (ResourceExistsError, ResourceModifiedError) as error:
            conflicts += 1
            # Storage may say so by mistake. The photo would get a number although its name is free.
            if conflicts > 1 or (not overwrite and client.exists()):
                raise
            clear_traceback_frames(error)


def create_container(container: ContainerClient) -> None:
    """Create a container unless it exists."""
    try:
        retry_once(container.create_container)
    except ResourceExistsError as error:
        if error_code(error) not in {"ContainerAlreadyExists", ""}:
            raise  # It's being deleted.
        clear_traceback_frames(error)


def if_unchanged(etag: str) -> dict[str, Any]:
    """Return the arguments that make a call fail unless the blob has this ETag."""
    return {"etag": etag, "match_condition": MatchConditions.IfNotModified}


def await_copy(target: BlobClient, status: str) -> None:
    """Wait until a copy is complete. Raises StorageUnavailable."""
    waits = [0.1, 0.4, 1, 3, 5, 10]  # within an account most copies are complete at once
    while status == "pending" and waits:
        time.sleep(waits.pop(0))
        status = str(target.get_blob_properties().copy.status)
    if status != "success":
        raise StorageUnavailable(
            "Copying to %(name)s didn't finish. Try again in a few minutes.", name=target.blob_name
        )
