"""SAS tokens for single blobs, hundreds at a time."""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from azure.storage.blob import generate_blob_sas

NAME = "{name}"


@dataclass(frozen=True)
class BlobSigner:
    """Signs SAS tokens that read one blob each.

    The SDK makes one for a placeholder. Its text to sign is the same for every blob except for the name, and signing
    that takes three microseconds instead of sixty.
    """

    sas: str
    """The query string that all tokens have in common; the signature comes after it."""
    _key: bytes = field(repr=False)
    _before_name: str
    _after_name: str

    @staticmethod
    def create(signer: Mapping[str, Any], container: str, expiry: datetime) -> "BlobSigner":
        """Return a signer for a container. `signer` has the SDK's arguments with the key to sign with."""
        texts: list[str] = []
        sas = generate_blob_sas(
            **signer,
            container_name=container,
            blob_name=NAME,
            permission="r",
            expiry=expiry,
            sts_hook=texts.append,
        )
        common = [parameter for parameter in sas.split("&") if not parameter.startswith("sig=")]
        before, _, after = texts[0].partition(NAME)
        key = signer.get("account_key") or signer["user_delegation_key"].value
        return BlobSigner("&".join([*common, "sig="]), base64.b64decode(key), before, after)

    def sign(self, name: str) -> str:
        """Return the signature for a blob, percent-encoded (Azure docs, "Create a service SAS")."""
        text = f"{self._before_name}{name}{self._after_name}"
        signature = base64.b64encode(hmac.digest(self._key, text.encode(), "sha256")).decode()
        return signature.replace("+", "%2B").replace("=", "%3D")  # as quote() does, but seven times as fast
