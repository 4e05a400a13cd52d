"""Connecting to the storage account, and the SAS tokens it issues."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from gallery.errors import Misconfigured, StorageUnavailable
from gallery.settings import read_settings
from gallery.storage.account import Storage, open_storage, sas_expiry

UNREACHABLE = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:9/a;"


def test_sas_tokens_stay_the_same_for_an_hour_and_are_valid_for_an_hour_longer() -> None:
    """So browsers find previews in their cache, and a page that stays open can still load them."""
    first = datetime(2026, 9, 12, 10, 0, tzinfo=UTC)
    times = [first + timedelta(minutes=minute) for minute in range(60)]
    assert {sas_expiry(time) for time in times} == {datetime(2026, 9, 12, 12, 0, tzinfo=UTC)}
    assert sas_expiry(times[-1]) - times[-1] > timedelta(hours=1)


def test_one_sas_token_reads_every_preview_and_nothing_else(storage: Storage) -> None:
    """It can't list previews or read originals."""
    storage.previews.overwrite("a/1-240", b"preview", "image/webp", {})
    storage.photos.create("a.jpg", b"pixels", "image/jpeg", {})
    sas = storage.previews_sas()
    assert get(f"{storage.previews.url('a/1-240')}?{sas}").content == b"preview"
    for url in (
        f"{storage.previews.url()}?restype=container&comp=list&{sas}",
        f"{storage.photos.url('a.jpg')}?{sas}",
        storage.photos.url("a.jpg"),
    ):
        assert get(url).status_code in {401, 403, 404}


def test_an_original_is_served_with_its_type_and_name(storage: Storage) -> None:
    blob = storage.photos.create("ü 100%.jpg", b"pixels", "image/jpeg", {})
    response = get(storage.viewing_url(blob, 'inline; filename="x.jpg"'))
    assert response.content == b"pixels"
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Disposition"] == 'inline; filename="x.jpg"'


def test_an_invalid_connection_string_is_reported_by_the_name_of_its_setting() -> None:
    """Its value may contain a secret, so the error doesn't repeat it."""
    with pytest.raises(Misconfigured, match="PhotoStorage") as error:
        open_storage(read_settings({"PhotoStorage": "AccountKey=hunter2"}))
    assert "hunter2" not in error.value.message


def test_a_missing_connection_is_reported_by_the_name_of_its_setting() -> None:
    with pytest.raises(Misconfigured, match="PhotoStorage is missing"):
        open_storage(read_settings({}))


def test_an_identity_needs_only_the_account_name() -> None:
    """Opening the storage sends no request."""
    opened = open_storage(read_settings({"PhotoStorage__accountName": "snaps"}))
    assert opened.photos.url() == "https://snaps.blob.core.windows.net/photos"
    opened.service.close()


def test_sas_tokens_are_for_https_only_unless_storage_has_no_tls(storage: Storage) -> None:
    """`spr` in the token. Azurite has no TLS."""
    account = "AccountName=a;AccountKey=YQ==;EndpointSuffix=core.windows.net"
    opened = open_storage(read_settings({"PhotoStorage": f"DefaultEndpointsProtocol=https;{account}"}))
    blob = storage.photos.create("a.jpg", b"pixels", "image/jpeg", {})
    for sas in (opened.previews_sas(), opened.viewing_url(blob, "inline")):
        assert "spr=https&" in f"{sas}&"
    assert "spr=https&" not in f"{storage.previews_sas()}&"
    opened.service.close()


def test_browsers_keep_no_original(storage: Storage) -> None:
    """It's for the owner only, and may still be in the browser's cache after signing out."""
    blob = storage.photos.create("a.jpg", b"pixels", "image/jpeg", {})
    assert get(storage.viewing_url(blob, "inline")).headers["Cache-Control"] == "private, no-store"


def test_an_error_about_unavailable_storage_does_not_reveal_its_address() -> None:
    """It's raised after three tries, within seconds."""
    opened = open_storage(read_settings({"PhotoStorage": UNREACHABLE}))
    with pytest.raises(StorageUnavailable) as error:
        opened.photos.ping()
    assert "127.0.0.1" not in error.value.message
    opened.service.close()


def get(url: str) -> requests.Response:
    return requests.get(url, timeout=10)
