"""Storage connections by the name of their setting, resolved like the Functions host does."""

import logging
import os
from functools import cache

from azure.storage.blob import BlobServiceClient, ExponentialRetry

RETRY = ExponentialRetry(initial_backoff=1, increment_base=2, retry_total=4)  # gives up after about 20 s, like the host
LOGGER = logging.getLogger("local.storage")
"""A logger of its own: on the real host, the binding's requests never appear among the app's `azure` loggers."""
LOGGER.setLevel(logging.ERROR)


class NoConnection(Exception):
    """A binding's connection that no setting defines."""


@cache
def get_blob_service(connection: str) -> BlobServiceClient:
    """Return a client for the connection with this name. Raises NoConnection."""
    name = connection or "Storage"
    for section in (f"AzureWebJobs{name}", name):
        for setting in (f"ConnectionStrings__{section}", section):
            if string := os.environ.get(setting):
                return BlobServiceClient.from_connection_string(string, retry_policy=RETRY, logger=LOGGER)
        if uri := _find_service_uri(section):
            return _open_with_identity(uri, os.environ.get(f"{section}__clientId"))
    raise NoConnection(f"the setting {name} is missing; it tells the binding which storage account to use")


def _find_service_uri(section: str) -> str | None:
    account = os.environ.get(f"{section}__accountName")
    return (
        os.environ.get(f"{section}__blobServiceUri")
        or os.environ.get(f"{section}__serviceUri")
        or (f"https://{account}.blob.core.windows.net" if account else None)
    )


def _open_with_identity(uri: str, client_id: str | None) -> BlobServiceClient:
    from azure.identity import DefaultAzureCredential  # noqa: PLC0415 - slow to import and rarely used locally

    credential = DefaultAzureCredential(managed_identity_client_id=client_id)
    return BlobServiceClient(uri, credential=credential, retry_policy=RETRY, logger=LOGGER)
