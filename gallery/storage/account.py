"""The storage account: how to connect to it, the gallery's two containers, and the SAS tokens it issues."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from azure.storage.blob import (
    BlobServiceClient,
    UserDelegationKey,
    generate_blob_sas,
    generate_container_sas,
)

from gallery.errors import Misconfigured
from gallery.model.blobs import Blob
from gallery.settings import PHOTO_STORAGE, Connection, Settings, settings
from gallery.storage.blob_signer import BlobSigner
from gallery.storage.container import Container
from gallery.storage.errors import translate_storage_errors
from gallery.storage.transport import Retry, open_transport

MAX_SINGLE_PUT = 256 * 1024 * 1024
"""Bytes; more than any upload, so that one request writes a photo completely or not at all."""

MAX_SINGLE_GET = 8 * 1024 * 1024
"""Bytes in one response; on a slow line they still arrive within READ_TIMEOUT."""

BACKOFF = 1
"""Seconds between the three tries of a request."""

SAS_PERIOD = timedelta(hours=1)
"""A SAS token stays the same for this long, so that browsers can cache previews, and is valid for as long again."""

DOWNLOAD_PERIOD = timedelta(minutes=15)
"""For which a URL of a copy is valid: long enough to start a download."""


@dataclass(frozen=True)
class Storage:
    """A gallery's settings and its two containers."""

    settings: Settings
    photos: Container
    previews: Container
    service: BlobServiceClient = field(repr=False)

    def previews_sas(self) -> str:
        """Return a SAS token (a query string) that can read every preview. It changes once an hour."""
        name, expiry = self.previews.container_name, sas_expiry(datetime.now(UTC))
        with translate_storage_errors():
            sas = generate_container_sas(**self._signer(expiry), container_name=name, permission="r", expiry=expiry)
        return str(sas)

    def preview_signer(self) -> BlobSigner:
        """Return a signer of SAS tokens that can read one preview each. They change once an hour."""
        expiry = sas_expiry(datetime.now(UTC))
        with translate_storage_errors():
            return BlobSigner.create(self._signer(expiry), self.previews.container_name, expiry)

    def viewing_url(self, blob: Blob, content_disposition: str) -> str:
        """Return a URL of one original or copy, valid for one to two hours, that sets the headers of the response."""
        return self._blob_url(blob, content_disposition, sas_expiry(datetime.now(UTC)))

    def download_url(self, copy: Blob, content_disposition: str) -> str:
        """Return a URL of one copy of a photo, valid for DOWNLOAD_PERIOD, that sets the headers of the response."""
        return self._blob_url(copy, content_disposition, datetime.now(UTC) + DOWNLOAD_PERIOD)

    def _blob_url(self, blob: Blob, content_disposition: str, expiry: datetime) -> str:
        with translate_storage_errors():
            sas = generate_blob_sas(
                # The key of an identity is requested once an hour.
                **self._signer(sas_expiry(datetime.now(UTC))),
                container_name=self.photos.container_name,
                blob_name=blob.name,
                permission="r",
                expiry=expiry,
                content_type=blob.content_type,
                content_disposition=content_disposition,
                cache_control="private, no-store",
            )
        return f"{self.photos.url(blob.name)}?{sas}"

    def _signer(self, expiry: datetime) -> dict[str, Any]:
        """Arguments for the SDK's SAS functions: the account key, or for an identity a user delegation key."""
        key = getattr(self.service.credential, "account_key", None)
        signer = {"account_key": key} if key else {"user_delegation_key": _request_delegation_key(self.service, expiry)}
        # `spr`: with https alone, a URL opened over http by mistake is refused. Azurite has no TLS.
        protocol = "https" if self.photos.url().startswith("https:") else None
        return {"account_name": self.service.account_name, "protocol": protocol, **signer}


def sas_expiry(now: datetime) -> datetime:
    """Return the end of the next hour: one to two hours from now, and the same throughout an hour."""
    return now.replace(minute=0, second=0, microsecond=0) + 2 * SAS_PERIOD


@cache
def storage() -> Storage:
    """Return this process's storage; see open_storage()."""
    return open_storage(settings())


def open_storage(chosen: Settings) -> Storage:
    """Return the storage that the settings name, without sending a request. Raises Misconfigured."""
    if not chosen.connection:
        raise Misconfigured(
            f"The setting {PHOTO_STORAGE} is missing. Set it to a storage connection string, or set "
            f"{PHOTO_STORAGE}__accountName to use an identity."
        )
    service = _open_service(chosen.connection)
    return Storage(
        settings=chosen,
        photos=Container(service.get_container_client(chosen.photo_container), has_index=True),
        previews=Container(service.get_container_client(chosen.preview_container)),
        service=service,
    )


def _open_service(connection: Connection) -> BlobServiceClient:
    options: dict[str, Any] = {
        "max_single_put_size": MAX_SINGLE_PUT,
        "max_single_get_size": MAX_SINGLE_GET,
        "transport": open_transport(),
        "retry_policy": Retry(backoff=BACKOFF, retry_total=2, random_jitter_range=0),
    }
    if not connection.string:
        credential = _create_credential(connection.client_id)
        return BlobServiceClient(connection.blob_service_uri, credential=credential, **options)
    try:
        service = BlobServiceClient.from_connection_string(connection.string, **options)
        # The SDK doesn't decode the key before its first request, and then complains about padding.
        base64.b64decode(getattr(service.credential, "account_key", ""), validate=True)
    except ValueError:
        raise Misconfigured(f"The setting {PHOTO_STORAGE} isn't a valid storage connection string.") from None
    return service


def _create_credential(client_id: str) -> Any:
    # Imported only where an identity is used: it adds 0.14 s to a cold start.
    from azure.identity import DefaultAzureCredential  # noqa: PLC0415 - see above

    return DefaultAzureCredential(managed_identity_client_id=client_id or None)


@cache
def _request_delegation_key(service: BlobServiceClient, expiry: datetime) -> UserDelegationKey:
    # Storage rejects a start in the future, so it's early enough even if our clock is an hour fast.
    return service.get_user_delegation_key(datetime.now(UTC) - timedelta(hours=2), expiry + timedelta(minutes=30))
