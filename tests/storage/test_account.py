"""How storage is reached, and the rights it hands out."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from gallery.errors import Misconfigured, StorageUnavailable
from gallery.settings import read_settings
from gallery.storage.account import Storage, open_storage, sas_expiry

DEAD = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:9/a;"


def test_the_right_to_previews_is_the_same_for_an_hour_and_outlives_it_by_one() -> None:
    """So that browsers find previews in their cache, and a page left open still loads them."""
    first = datetime(2026, 9, 12, 10, 0, tzinfo=UTC)
    moments = [first + timedelta(minutes=minute) for minute in range(60)]
    assert {sas_expiry(moment) for moment in moments} == {datetime(2026, 9, 12, 12, 0, tzinfo=UTC)}
    assert sas_expiry(moments[-1]) - moments[-1] > timedelta(hours=1)


def test_one_right_reads_every_preview_and_nothing_else(shelves: Storage) -> None:
    """It neither lists, nor reads the originals."""
    shelves.previews.overwrite("a/1-240", b"preview", "image/webp", {})
    shelves.photos.create("a.jpg", b"pixels", "image/jpeg", {})
    sas = shelves.previews_sas()
    assert get(f"{shelves.previews.url('a/1-240')}?{sas}").content == b"preview"
    for url in (
        f"{shelves.previews.url()}?restype=container&comp=list&{sas}",
        f"{shelves.photos.url('a.jpg')}?{sas}",
        shelves.photos.url("a.jpg"),
    ):
        assert get(url).status_code in {401, 403, 404}


def test_an_original_comes_with_its_type_and_name(shelves: Storage) -> None:
    """Whatever tool wrote it and whatever it wrote beside it."""
    blob = shelves.photos.create("ü 100%.jpg", b"pixels", "image/jpeg", {})
    answer = get(shelves.original_url(blob, 'inline; filename="x.jpg"'))
    assert answer.content == b"pixels"
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"] == 'inline; filename="x.jpg"'


def test_a_connection_string_that_is_none_is_named() -> None:
    """By the setting, without repeating what may be a secret."""
    with pytest.raises(Misconfigured, match="PhotoStorage") as refused:
        open_storage(read_settings({"PhotoStorage": "AccountKey=hunter2"}))
    assert "hunter2" not in refused.value.message


def test_a_missing_connection_is_named() -> None:
    """The first thing that a new user may have forgotten."""
    with pytest.raises(Misconfigured, match="PhotoStorage is missing"):
        open_storage(read_settings({}))


def test_an_identity_needs_no_key() -> None:
    """`__accountName` is enough; nothing is asked of the account until it is used."""
    opened = open_storage(read_settings({"PhotoStorage__accountName": "snaps"}))
    assert opened.photos.url() == "https://snaps.blob.core.windows.net/photos"
    opened.service.close()


def test_storage_that_does_not_answer_is_said_so_without_its_address() -> None:
    """After a few tries, within seconds."""
    opened = open_storage(read_settings({"PhotoStorage": DEAD}))
    with pytest.raises(StorageUnavailable) as refused:
        opened.photos.ping()
    assert "127.0.0.1" not in refused.value.message
    opened.service.close()


def get(url: str) -> requests.Response:
    return requests.get(url, timeout=10)
