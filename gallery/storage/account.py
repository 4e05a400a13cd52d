"""The storage account: how to reach it, its two containers, and the rights that it hands out to read from them."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from azure.core.exceptions import AzureError
from azure.core.pipeline.transport import RequestsTransport
from azure.storage.blob import (
    BlobServiceClient,
    LinearRetry,
    UserDelegationKey,
    generate_blob_sas,
    generate_container_sas,
)

from gallery.errors import Misconfigured, clear_traceback_frames
from gallery.model.blobs import Blob
from gallery.settings import PHOTO_STORAGE, Connection, Settings, settings
from gallery.storage.container import Container
from gallery.storage.errors import translate_storage_errors
from gallery.storage.transport import session

MAX_SINGLE_PUT = 256 * 1024 * 1024
"""Bytes; more than any upload, so that a photo is written in one call: it is there whole or not at all."""

MAX_SINGLE_GET = 8 * 1024 * 1024
"""Bytes of one answer, so that READ_TIMEOUT is enough for it on a slow line."""

BLOCK = 256 * 1024
"""Bytes read from a connection at a time, as the SDK does with connections of its own."""

CONNECT_TIMEOUT = 5
READ_TIMEOUT = 20
"""Seconds for one whole answer. The platform ends a request after 230, which the SDK's own defaults outlast."""

BACKOFF = 1
"""Seconds between the three tries of a call."""

SAS_STEADY = timedelta(hours=1)
"""A SAS stays the same for this long, so that browsers find previews in their cache, and is valid as long again."""


@dataclass(frozen=True)
class Storage:
    """A gallery's containers, and the settings that say what may go into them."""

    settings: Settings
    photos: Container
    previews: Container
    service: BlobServiceClient = field(repr=False)

    def previews_sas(self) -> str:
        """Query string with the right to read every preview, the same for an hour at a time."""
        expiry = sas_expiry(datetime.now(UTC))
        with translate_storage_errors():
            return str(
                generate_container_sas(
                    **self._signer(expiry),
                    container_name=self.previews.container_name,
                    permission="r",
                    expiry=expiry,
                )
            )

    def original_url(self, photo: Blob, content_disposition: str) -> str:
        """Address that gives one original for an hour or two, named and typed as it should be."""
        expiry = sas_expiry(datetime.now(UTC))
        with translate_storage_errors():
            sas = generate_blob_sas(
                **self._signer(expiry),
                container_name=self.photos.container_name,
                blob_name=photo.name,
                permission="r",
                expiry=expiry,
                content_type=photo.content_type,
                content_disposition=content_disposition,
                cache_control="private, max-age=3600",
            )
        return f"{self.photos.url(photo.name)}?{sas}"

    def _signer(self, expiry: datetime) -> dict[str, Any]:
        """With an account key that key; with an identity a user-delegation key, asked for once an hour."""
        account = {"account_name": self.service.account_name}
        key = getattr(self.service.credential, "account_key", None)
        return {**account, "account_key": key} if key else {**account, "user_delegation_key": self._delegation(expiry)}

    def _delegation(self, expiry: datetime) -> UserDelegationKey:
        return _delegation_key(self.service, expiry)


def sas_expiry(now: datetime) -> datetime:
    """The end of the hour after this one: one to two hours ahead, and the same all through an hour."""
    return now.replace(minute=0, second=0, microsecond=0) + 2 * SAS_STEADY


@cache
def storage() -> Storage:
    """The storage of this process. Asks nothing of the account; containers are made when first missed.

    Raises Misconfigured when the connection can't be read.
    """
    return open_storage(settings())


def open_storage(chosen: Settings) -> Storage:
    """Storage as the settings name it; see storage()."""
    if not chosen.connection:
        raise Misconfigured(
            f"The setting {PHOTO_STORAGE} is missing. Give it a storage connection string, or set "
            f"{PHOTO_STORAGE}__accountName to use an identity."
        )
    service = _service(chosen.connection)
    return Storage(
        settings=chosen,
        photos=Container(service.get_container_client(chosen.photo_container)),
        previews=Container(service.get_container_client(chosen.preview_container)),
        service=service,
    )


class _Transport(RequestsTransport):  # type: ignore[misc]  # the SDK loads it when it is first asked for it
    def send(self, request: Any, **options: Any) -> Any:
        try:
            return super().send(request, **options)
        except AzureError as error:
            clear_traceback_frames(error)  # also where it is tried again
            raise


def _service(connection: Connection) -> BlobServiceClient:
    options: dict[str, Any] = {
        "max_single_put_size": MAX_SINGLE_PUT,
        "max_single_get_size": MAX_SINGLE_GET,
        "transport": _Transport(
            session=session(),
            connection_timeout=CONNECT_TIMEOUT,
            read_timeout=READ_TIMEOUT,
            connection_data_block_size=BLOCK,
        ),
        "retry_policy": LinearRetry(backoff=BACKOFF, retry_total=2, random_jitter_range=0),
    }
    if not connection.string:
        return BlobServiceClient(connection.blob_service_uri, credential=_identity(connection.client_id), **options)
    try:
        service = BlobServiceClient.from_connection_string(connection.string, **options)
        # The SDK itself finds out with the first call, and says something about padding.
        base64.b64decode(getattr(service.credential, "account_key", ""), validate=True)
    except ValueError:
        raise Misconfigured(f"The setting {PHOTO_STORAGE} is not a storage connection string.") from None
    return service


def _identity(client_id: str) -> Any:
    # Imported only where an identity is used: it costs a cold start 0.14 s.
    from azure.identity import DefaultAzureCredential  # noqa: PLC0415

    return DefaultAzureCredential(managed_identity_client_id=client_id or None)


@cache
def _delegation_key(service: BlobServiceClient, expiry: datetime) -> UserDelegationKey:
    # The service refuses a start in its future, so a clock that is ahead must not matter.
    return service.get_user_delegation_key(datetime.now(UTC) - timedelta(minutes=30), expiry + timedelta(minutes=30))
