"""A gallery that was set up wrongly says so in a sentence, and one that is overloaded stays within its memory."""

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
from faults.clients import JSON, page, photo
from faults.contents import contents
from faults.instances import Instance, instance
from local.dev import azurite

PEAK_MB = 1_500
"""Of the host's and the app's common process, at most; the smallest instance on Azure has 2,048."""

AT_ONCE, MEGABYTES = 12, 45

ACCESS_DENIED = "denied access"
UNREADABLE = "The setting PhotoStorage isn't a valid storage connection string."


def sas(storage: str, permission: AccountSasPermissions, valid: timedelta) -> str:
    """A connection string with a right to all blobs of the account, from now on for so long."""
    endpoint = storage.partition("BlobEndpoint=")[2].partition(";")[0] or "http://127.0.0.1:10000/devstoreaccount1"
    types, expiry = ResourceTypes(container=True, object=True), datetime.now(UTC) + valid
    right = generate_account_sas(azurite.ACCOUNT, azurite.KEY, types, permission, expiry)
    return f"BlobEndpoint={endpoint};SharedAccessSignature={right}"


def upload(url: str, data: bytes) -> requests.Response:
    parts = {"photos": ("a.jpg", data)}
    return requests.post(f"{url}/upload-photos", files=parts, data={"album": "Rome"}, headers=JSON, timeout=120)


def assert_said(app: Instance, sentence: str, *texts: str) -> None:
    """In the log too, and no stack trace anywhere."""
    until = time.monotonic() + 10
    while sentence not in (log := app.log.read_text("utf-8")) and time.monotonic() < until:
        time.sleep(0.05)  # a line comes a moment after the answer
    for text in (*texts, log):
        assert sentence in text
        assert "Traceback" not in text


@pytest.mark.parametrize(
    ("permission", "valid"),
    [
        (AccountSasPermissions(read=True, list=True, write=True), -timedelta(minutes=20)),
        (AccountSasPermissions(read=True, list=True), timedelta(hours=1)),
    ],
    ids=["over for twenty minutes, as by a wrong clock", "without writing"],
)
def test_a_right_that_does_not_do_is_one_sentence(
    permission: AccountSasPermissions, valid: timedelta, storage: str, tmp_path: Path
) -> None:
    """On the page, in the answer to an upload, and in the log; nothing is stored."""
    containers = new_containers()
    with contents(storage, containers) as found:
        found.storage.photos.ping()
        found.storage.previews.ping()
        with instance(tmp_path, sas(storage, permission, valid), containers) as app:
            looked, refused = page(app.url), upload(app.url, photo("red"))
            assert (looked.status_code, refused.status_code) == (503, 503)
            assert_said(app, ACCESS_DENIED, looked.text, refused.text)
        assert found.colours() == {}


def test_a_connection_that_is_none_is_named_on_the_page_and_in_the_health(tmp_path: Path) -> None:
    """Without what the setting says, which may be half a key."""
    with instance(tmp_path, "AccountKey=half-a-key", new_containers()) as app:
        looked, health = page(app.url), requests.get(f"{app.url}/health", timeout=60)
        assert (looked.status_code, health.status_code) == (503, 503)
        for text in (html.unescape(looked.text), health.text):
            assert UNREADABLE in text
            assert "Traceback" not in text
        assert "half-a-key" not in looked.text + health.text + app.log.read_text("utf-8")
        assert "Traceback" not in app.log.read_text("utf-8")


def test_many_large_uploads_at_once_stay_within_the_memory_of_a_small_machine(
    storage: str, tmp_path: Path, bench: Bench
) -> None:
    """More than twice what there is room for: stored, or told to come back; the page is shown meanwhile."""
    containers = new_containers()
    # Any bytes may stand behind the picture's end.
    photos = [photo("red") + bytes([number]) * (MEGABYTES * 1_000_000) for number in range(AT_ONCE)]
    with contents(storage, containers) as found, instance(tmp_path, storage, containers) as app:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            sent = [pool.submit(upload, app.url, data) for data in photos]
            assert page(app.url).status_code == 200
            answers = [one.result() for one in sent]
        assert {answer.status_code for answer in answers} <= {201, 429}
        assert all("Retry-After" in answer.headers for answer in answers if answer.status_code == 429)
        stored = [blob for blob in found.storage.photos.list_prefix("") if blob.length == len(photos[0])]
        assert len(stored) == sum(answer.status_code == 201 for answer in answers) >= 4
        peak = peak_mb(app)
        assert peak < PEAK_MB
    bench.figures.most("most memory of the app under too many uploads, MB", peak)


def peak_mb(app: Instance) -> int:
    """The largest resident size that the process ever had (proc(5), VmHWM)."""
    status = Path(f"/proc/{app.process.pid}/status").read_text("ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) // 1024
