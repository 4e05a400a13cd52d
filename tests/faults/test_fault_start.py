"""A misconfigured gallery reports it in one sentence, and an overloaded one stays within its memory limit."""

import html
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from azure.storage.blob import AccountSasPermissions, ResourceTypes, generate_account_sas
from support.gallery_app import new_containers

from faults.bench import Bench
from faults.clients import JSON, get_page, photo
from faults.contents import open_contents
from faults.instances import Instance, start_instance
from local.dev import azurite

MAX_PEAK_MB = 1_500
"""Limit for the process of host and app; the smallest instance on Azure has 2,048 MB."""

UPLOADS, MEGABYTES = 12, 45

ACCESS_DENIED = "denied access"
INVALID = "The setting PhotoStorage isn't a valid storage connection string."


def connect_by_sas(connection_string: str, permission: AccountSasPermissions, valid: timedelta) -> str:
    """Return a connection string with a SAS token for all blobs of the account."""
    endpoint = (
        connection_string.partition("BlobEndpoint=")[2].partition(";")[0] or "http://127.0.0.1:10000/devstoreaccount1"
    )
    types, expiry = ResourceTypes(container=True, object=True), datetime.now(UTC) + valid
    token = generate_account_sas(azurite.ACCOUNT, azurite.KEY, types, permission, expiry)
    return f"BlobEndpoint={endpoint};SharedAccessSignature={token}"


def upload(url: str, data: bytes) -> requests.Response:
    parts = {"photos": ("a.jpg", data)}
    return requests.post(f"{url}/upload-photos", files=parts, data={"album": "Rome"}, headers=JSON, timeout=120)


def assert_reported(app: Instance, sentence: str, *texts: str) -> None:
    """Check that the texts and the log contain a sentence and no stack trace."""
    until = time.monotonic() + 10
    while sentence not in (log := app.log.read_text("utf-8")) and time.monotonic() < until:
        time.sleep(0.05)  # the line is written after the response
    for text in (*texts, log):
        assert sentence in text
        assert "Traceback" not in text


@pytest.mark.parametrize(
    ("permission", "valid"),
    [
        (AccountSasPermissions(read=True, list=True, write=True), -timedelta(minutes=20)),
        (AccountSasPermissions(read=True, list=True), timedelta(hours=1)),
    ],
    ids=["expired twenty minutes ago, as with a wrong clock", "read-only"],
)
def test_an_insufficient_sas_token_is_reported_in_one_sentence(
    permission: AccountSasPermissions, valid: timedelta, connection_string: str, tmp_path: Path
) -> None:
    """On the page, in the response to an upload, and in the log. Nothing is stored."""
    containers = new_containers()
    with open_contents(connection_string, containers) as found:
        found.storage.photos.create_container()
        found.storage.previews.create_container()
        with start_instance(tmp_path, connect_by_sas(connection_string, permission, valid), containers) as app:
            page, refused = get_page(app.url), upload(app.url, photo("red"))
            assert (page.status_code, refused.status_code) == (503, 503)
            assert_reported(app, ACCESS_DENIED, page.text, refused.text)
        assert found.colors() == {}


def test_an_invalid_connection_string_is_reported_on_the_page_and_by_health(tmp_path: Path) -> None:
    """Without its value, which may be half a key."""
    with start_instance(tmp_path, "AccountKey=half-a-key", new_containers()) as app:
        page, health = get_page(app.url), requests.get(f"{app.url}/health", timeout=60)
        assert (page.status_code, health.status_code) == (503, 503)
        for text in (html.unescape(page.text), health.text):
            assert INVALID in text
            assert "Traceback" not in text
        assert "half-a-key" not in page.text + health.text + app.log.read_text("utf-8")
        assert "Traceback" not in app.log.read_text("utf-8")


def test_many_large_uploads_stay_within_the_memory_of_a_small_machine(
    connection_string: str, tmp_path: Path, bench: Bench
) -> None:
    """Twice the budget and more: each is stored or told to retry, and pages are still shown."""
    containers = new_containers()
    # A picture may be followed by any bytes.
    photos = [photo("red") + bytes([number]) * (MEGABYTES * 1_000_000) for number in range(UPLOADS)]
    with (
        open_contents(connection_string, containers) as found,
        start_instance(tmp_path, connection_string, containers) as app,
    ):
        with ThreadPoolExecutor(UPLOADS) as pool:
            sent = [pool.submit(upload, app.url, data) for data in photos]
            assert get_page(app.url).status_code == 200
            responses = [future.result() for future in sent]
        assert {response.status_code for response in responses} <= {201, 429}
        assert all("Retry-After" in response.headers for response in responses if response.status_code == 429)
        stored = [blob for blob in found.storage.photos.list_prefix("") if blob.length == len(photos[0])]
        assert len(stored) == sum(response.status_code == 201 for response in responses) >= 4
        peak = peak_mb(app)
        assert peak < MAX_PEAK_MB
    bench.figures.record_max("peak memory of the app during too many uploads, MB", peak)


def peak_mb(app: Instance) -> int:
    """Return the process's peak resident set size (proc(5), VmHWM)."""
    status = Path(f"/proc/{app.process.pid}/status").read_text("ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) // 1024
