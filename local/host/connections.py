"""Storage connections by the name of their setting, resolved as the Functions host does it."""

import logging
import os
from functools import cache

from azure.storage.blob import BlobServiceClient, ExponentialRetry

RETRY = ExponentialRetry(initial_backoff=1, increment_base=2, retry_total=4)  # gives up after about 20 s, as the host
QUIET = logging.getLogger("local.storage")
"""The real host writes blobs by itself, so its requests never show up among the `azure` loggers of the app."""
QUIET.setLevel(logging.ERROR)


class NoConnection(Exception):
    """A connection that is named in a binding and missing in the settings."""


@cache
def blob_service(connection: str) -> BlobServiceClient:
    """Client for the connection of that name. Raises NoConnection."""
    name = connection or "Storage"
    for section in (f"AzureWebJobs{name}", name):
        for setting in (f"ConnectionStrings__{section}", section):
            if string := os.environ.get(setting):
                return BlobServiceClient.from_connection_string(string, retry_policy=RETRY, logger=QUIET)
        if uri := _service_uri(section):
            return _with_identity(uri, os.environ.get(f"{section}__clientId"))
    raise NoConnection(f"the setting {name} is missing; it would say where blobs are stored")


def _service_uri(section: str) -> str | None:
    account = os.environ.get(f"{section}__accountName")
    return (
        os.environ.get(f"{section}__blobServiceUri")
        or os.environ.get(f"{section}__serviceUri")
        or (f"https://{account}.blob.core.windows.net" if account else None)
    )


def _with_identity(uri: str, client_id: str | None) -> BlobServiceClient:
    from azure.identity import DefaultAzureCredential  # noqa: PLC0415 - slow, and rarely wanted on one's own machine

    credential = DefaultAzureCredential(managed_identity_client_id=client_id)
    return BlobServiceClient(uri, credential=credential, retry_policy=RETRY, logger=QUIET)
