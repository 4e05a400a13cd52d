"""Storage that hangs: pages say so within ten seconds, while uploads may wait longer."""

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from support.gallery_app import new_containers

from faults.failures import Failure, Fault
from faults.operations import find_operation
from faults.proxy import Proxy
from faults.storages import list_shown, open_storages
from gallery.errors import StorageUnavailable
from gallery.settings import PHOTO_STORAGE
from gallery.storage.concurrency import run_all, submit
from gallery.storage.time_limit import limit_waiting, remaining_seconds
from local.dev import azurite, node, ports, processes

StartApp = Callable[[dict[str, str]], str]
TEN_SECONDS = 10
PAGES = ["/", "/albums", "/api/photos"]


def get_and_time(url: str, path: str) -> tuple[str, requests.Response, float]:
    started = time.monotonic()
    response = requests.get(f"{url}{path}", timeout=60)
    return path, response, time.monotonic() - started


def test_a_page_reports_within_ten_seconds_that_storage_hangs(start_app: StartApp, tmp_path: Path) -> None:
    """The process is stopped: it accepts connections, and never responds. It recovers without a restart."""
    found = node.find()
    assert found
    names = new_containers()
    process = azurite.start(found, tmp_path / "azurite.log", ports.find_free(), tmp_path)
    try:
        connection = azurite.wait_for_connection(tmp_path / "azurite.log")
        containers = {"PHOTO_CONTAINER": names.photos, "PREVIEW_CONTAINER": names.previews}
        url = start_app({PHOTO_STORAGE: connection, **containers})
        assert requests.get(url, timeout=60).ok
        os.killpg(process.pid, signal.SIGSTOP)
        with ThreadPoolExecutor(len(PAGES)) as visitors:
            for path, response, seconds in visitors.map(lambda path: get_and_time(url, path), PAGES):
                assert seconds < TEN_SECONDS, path
                assert (response.status_code, "isn't responding" in response.text) == (503, True), path
        os.killpg(process.pid, signal.SIGCONT)
        assert requests.get(url, timeout=60).ok
    finally:
        os.killpg(process.pid, signal.SIGCONT)
        processes.stop(process)


@pytest.mark.parametrize("failure", [Failure.STALLED, Failure.SLOW], ids=lambda failure: failure.name.lower())
def test_the_time_limit_covers_all_calls_of_a_page(failure: Failure, proxy: Proxy, connection_string: str) -> None:
    """Those in other threads and their retries too."""
    with open_storages(proxy.connection, connection_string) as (through_proxy, direct):
        find_operation("list").prepare(direct)
        proxy.start(Fault(1, failure, lasting=True))
        started = time.monotonic()
        with limit_waiting(2), pytest.raises(StorageUnavailable):
            list_shown(through_proxy)
        assert time.monotonic() - started < TEN_SECONDS
        proxy.settle()
        with limit_waiting(2):
            assert len(list_shown(through_proxy)) == 3


def test_threads_inherit_the_time_limit_and_uploads_have_none() -> None:
    with limit_waiting(60):
        limits = run_all(lambda _: remaining_seconds(), range(3))
        assert all(limit and 50 < limit <= 60 for limit in limits)
        with limit_waiting(None):
            assert submit(remaining_seconds).result() is None
    assert submit(remaining_seconds).result() is None


def test_a_page_does_not_wait_for_calls_that_get_no_thread_in_time() -> None:
    """Uploads may keep all threads busy."""
    with limit_waiting(0.1), pytest.raises(StorageUnavailable):
        submit(time.sleep, 3).result()
