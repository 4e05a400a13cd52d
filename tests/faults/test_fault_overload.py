"""Overload, unavailable storage, a wrong key: the gallery reports it quickly in one sentence, and recovers."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from faults.failures import Failure, Fault
from faults.operations import attempt, find_operation
from faults.proxy import Proxy
from faults.storages import list_shown, open_storages, picture
from gallery.errors import Busy, Misconfigured, StorageUnavailable
from gallery.library import uploads
from gallery.library.outcomes import STORED
from gallery.library.upload_budget import UploadBudget
from gallery.library.uploads import Upload, store_put, store_uploads
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import open_storage
from local.dev import azurite, node, ports, processes

UPLOAD = find_operation("upload")
A_SECOND = 2.0
"""A second, and some extra time for a busy machine."""

StartApp = Callable[[dict[str, str]], str]


@contextmanager
def run_azurite(folder: Path, port: int) -> Iterator[str]:
    found = node.find()
    assert found
    process = azurite.start(found, folder / "azurite.log", port, folder)
    try:
        yield azurite.wait_for_connection(folder / "azurite.log")
    finally:
        processes.stop(process)


def test_uploads_beyond_the_budget_wait_or_are_refused() -> None:
    """Of three, one runs, one waits, and the third is told when to try again."""
    budget, entered, leave = (
        UploadBudget(max_bytes=100, max_waiting_bytes=60, max_wait_seconds=10),
        threading.Semaphore(0),
        threading.Event(),
    )

    def work() -> str:
        with budget.acquire(60):
            entered.release()
            leave.wait(10)
        return "done"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(work)
        entered.acquire(timeout=10)
        second = pool.submit(work)
        until = time.monotonic() + 5
        while time.monotonic() < until:
            with pytest.raises(Busy) as error, budget.acquire(61):
                pass
            if not second.running():
                continue
            break
        assert error.value.retry_after
        assert not entered.acquire(timeout=0.2), "the second did not wait"
        leave.set()
        assert (first.result(10), second.result(10)) == ("done", "done")
    with budget.acquire(10_000):
        """An upload larger than the budget can run alone."""


def test_an_upload_that_waits_too_long_is_refused() -> None:
    """Instead of using memory until the platform ends the request."""
    budget = UploadBudget(max_bytes=10, max_waiting_bytes=100, max_wait_seconds=0.05)
    with budget.acquire(10), pytest.raises(Busy), budget.acquire(10):
        pass


def test_both_types_of_upload_need_the_budget_but_pages_do_not(
    connection_string: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused upload stores nothing, pages are still shown, and later uploads succeed."""
    budget = UploadBudget(max_bytes=10, max_waiting_bytes=0)
    monkeypatch.setattr(uploads, "UPLOAD_BUDGET", budget)
    with open_storages(connection_string) as (storage,):
        with budget.acquire(10):
            for upload in (
                lambda: store_uploads(storage, [Upload("a.jpg", picture("red"))], "Rome"),
                lambda: store_put(storage, "Rome/a.jpg", picture("red")),
            ):
                with pytest.raises(Busy):
                    upload()
            assert list_shown(storage) == []
        assert store_uploads(storage, [Upload("a.jpg", picture("red"))], "Rome")[0].outcome == STORED


@pytest.mark.parametrize(
    "failure",
    [Failure.REFUSED, Failure.STALLED, Failure.SLOW, Failure.ERROR_500],
    ids=lambda failure: failure.name.lower(),
)
def test_health_reports_unavailable_storage_within_a_second(failure: Failure, proxy: Proxy) -> None:
    """Also when storage is extremely slow. There are no retries."""
    with open_storages(proxy.connection) as (storage,):
        storage.photos.ping()
        proxy.start(Fault(1, failure, lasting=True))
        started = time.monotonic()
        with pytest.raises(StorageUnavailable):
            storage.photos.ping()
        assert time.monotonic() - started < A_SECOND
        proxy.start(None)
        storage.photos.ping()


def test_the_gallery_recovers_when_storage_is_back_without_a_restart(tmp_path: Path) -> None:
    """Even though its old connections are broken."""
    port = ports.find_free()
    with run_azurite(tmp_path, port) as connection, open_storages(connection) as (storage,):
        UPLOAD.prepare(storage)
    with open_storages(connection) as (storage,):
        with run_azurite(tmp_path, port):
            assert attempt(UPLOAD, storage) == STORED
        with pytest.raises(StorageUnavailable):
            storage.photos.ping()
        with run_azurite(tmp_path, port):
            storage.photos.ping()
            assert list_shown(storage) == ["Rome/a.jpg"]


def test_a_wrong_key_is_reported_in_one_sentence_with_what_to_check(
    connection_string: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Storage responds the same to a wrong key and a wrong clock. The log has the sentence, but no stack trace."""
    wrong = connection_string.replace(azurite.KEY, "d3Jvbmc=")
    with open_storages(wrong) as (storage,), caplog.at_level(logging.WARNING, "gallery"):
        with pytest.raises(StorageUnavailable, match=r"key.*PhotoStorage.*clock") as error:
            storage.photos.list_prefix("")
        assert "d3Jvbmc" not in error.value.message
    assert len([record for record in caplog.records if "denied access" in record.message]) == 1
    assert "Traceback" not in caplog.text


def test_an_invalid_key_is_reported_when_storage_is_opened() -> None:
    """Rather than with the first photo and an error about padding."""
    broken = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=not base64;EndpointSuffix=core.windows.net"
    with pytest.raises(Misconfigured, match="PhotoStorage"):
        open_storage(read_settings({PHOTO_STORAGE: broken}))


def test_denied_access_is_reported_in_one_sentence_on_the_page_and_by_health(proxy: Proxy, start_app: StartApp) -> None:
    """People get a page, scripts a problem document with Retry-After. The gallery recovers when access is restored."""
    proxy.start(None)
    url = start_app(
        {PHOTO_STORAGE: proxy.connection, "PHOTO_CONTAINER": "locked", "PREVIEW_CONTAINER": "locked-previews"}
    )
    proxy.start(Fault(1, Failure.DENIED_403, lasting=True))
    page = requests.get(url, headers={"Accept": "text/html"}, timeout=60)
    problem = requests.get(f"{url}/health", timeout=60)
    proxy.start(None)
    assert (page.status_code, problem.status_code) == (503, 503)
    assert problem.headers["Retry-After"]
    for text in (page.text, problem.text):
        assert "denied access" in text
        assert "Traceback" not in text
    assert requests.get(url, timeout=60).status_code == 200
