"""SAS tokens for single previews."""

from datetime import UTC, datetime

import pytest
import requests
from azure.storage.blob import UserDelegationKey, generate_blob_sas

from gallery.storage.account import Storage
from gallery.storage.blob_signer import BlobSigner

EXPIRY = datetime(2099, 9, 12, 12, tzinfo=UTC)
NAMES = ("a-240", "b c+d/ü-480", "{name}")


def delegation_key() -> UserDelegationKey:
    """A key as storage issues it to an identity."""
    key = UserDelegationKey()  # type: ignore[no-untyped-call]
    key.signed_oid, key.signed_tid, key.value = "1-2-3", "4-5-6", "c2VjcmV0"
    key.signed_start, key.signed_expiry = "2026-09-12T10:00:00Z", "2026-09-12T14:00:00Z"
    key.signed_service, key.signed_version = "b", "2025-01-05"
    return key


@pytest.mark.parametrize("key", [{"account_key": "c2VjcmV0"}, {"user_delegation_key": delegation_key()}])
@pytest.mark.parametrize("protocol", [None, "https"])
def test_a_token_is_the_one_that_the_sdk_would_make(key: dict[str, object], protocol: str | None) -> None:
    """With an account key or an identity's key, and for any name."""
    arguments = {"account_name": "snaps", "protocol": protocol, **key}
    signer = BlobSigner.create(arguments, "previews", EXPIRY)
    for name in NAMES:
        blob = {"container_name": "previews", "blob_name": name, "permission": "r", "expiry": EXPIRY}
        assert sorted(f"{signer.sas}{signer.sign(name)}".split("&")) == sorted(
            generate_blob_sas(**arguments, **blob).split("&")  # type: ignore[arg-type]
        )


def test_a_token_reads_its_preview_and_nothing_else(storage: Storage) -> None:
    """No other preview and no list; and it changes nothing."""
    for name in ("a-240", "b-240", ".generation"):
        storage.previews.overwrite(name, b"preview", "image/webp", {})
    signer = storage.preview_signer()
    token = f"{signer.sas}{signer.sign('a-240')}"
    url = f"{storage.previews.url('a-240')}?{token}"
    assert requests.get(url, timeout=30).content == b"preview"
    for other in ("b-240", ".generation", "a-24"):
        assert requests.get(f"{storage.previews.url(other)}?{token}", timeout=30).status_code in {403, 404}
    listing = f"{storage.previews.url()}?restype=container&comp=list&{token}"
    assert requests.get(listing, timeout=30).status_code == 403
    assert requests.delete(url, timeout=30).status_code == 403
    assert requests.put(url, headers={"x-ms-blob-type": "BlockBlob"}, timeout=30).status_code == 403


def test_tokens_stay_the_same_for_an_hour(storage: Storage) -> None:
    """So browsers find previews in their cache."""
    first, second = storage.preview_signer(), storage.preview_signer()
    assert (first.sas, first.sign("a-240")) == (second.sas, second.sign("a-240"))
