"""Too much at once, no storage, the wrong key: the gallery says so, soon and in a sentence, and goes on."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from faults.operations import attempt, listed, opened, operation_named, picture
from faults.proxy import Fault, Proxy, Way
from gallery.errors import Busy, Misconfigured, StorageUnavailable
from gallery.library import uploads
from gallery.library.upload_budget import UploadBudget
from gallery.library.uploads import STORED, Upload, reserve, store_uploads
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import open_storage
from local.dev import azurite, node, ports, processes

UPLOAD = operation_named("upload")
A_SECOND = 2.0
"""With what a busy machine adds."""

StartApp = Callable[[dict[str, str]], str]


@contextmanager
def own_azurite(folder: Path, port: int) -> Iterator[str]:
    found = node.find()
    assert found
    process = azurite.start(found, folder / "azurite.log", port, folder)
    try:
        yield azurite.connection(folder / "azurite.log")
    finally:
        processes.end(process)


def test_more_bytes_at_once_than_there_is_room_for_wait_or_come_back_later() -> None:
    """Of three, one works, one waits, and the third is told when to try again."""
    room, entered, leave = (
        UploadBudget(at_once=100, waiting=60, longest_wait=10),
        threading.Semaphore(0),
        threading.Event(),
    )

    def work() -> str:
        with room.acquire(60):
            entered.release()
            leave.wait(10)
        return "done"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(work)
        entered.acquire(timeout=10)
        second = pool.submit(work)
        until = time.monotonic() + 5
        while time.monotonic() < until:
            with pytest.raises(Busy) as refused, room.acquire(61):
                pass
            if not second.running():
                continue
            break
        assert refused.value.retry_after
        assert not entered.acquire(timeout=0.2), "the second did not wait"
        leave.set()
        assert (first.result(10), second.result(10)) == ("done", "done")
    with room.acquire(10_000):
        """Larger than all the room, and alone."""


def test_who_waits_too_long_for_room_is_told_to_come_back() -> None:
    """Instead of holding memory until the platform ends the request."""
    room = UploadBudget(at_once=10, waiting=100, longest_wait=0.05)
    with room.acquire(10), pytest.raises(Busy), room.acquire(10):
        pass


def test_uploads_by_form_and_by_name_need_room_and_the_page_none(storage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is stored of what is refused; the page answers meanwhile; afterwards there is room again."""
    room = UploadBudget(at_once=10, waiting=0)
    monkeypatch.setattr(uploads, "UPLOAD_BUDGET", room)
    with opened(storage) as (shelves,):
        with room.acquire(10):
            for upload in (
                lambda: store_uploads(shelves, [Upload("a.jpg", picture("red"))], "Rome"),
                lambda: reserve(shelves, "Rome/a.jpg", picture("red")),
            ):
                with pytest.raises(Busy):
                    upload()
            assert listed(shelves) == []
        assert store_uploads(shelves, [Upload("a.jpg", picture("red"))], "Rome")[0].outcome == STORED


@pytest.mark.parametrize("way", [Way.REFUSED, Way.STALLED, Way.SLOW, Way.ERROR_500], ids=lambda way: way.name.lower())
def test_health_says_within_a_second_that_storage_is_gone(way: Way, proxy: Proxy) -> None:
    """Also when storage is not dead but endlessly slow; no retries."""
    with opened(proxy.connection) as (shelves,):
        shelves.photos.ping()
        proxy.start(Fault(1, way, lasting=True))
        started = time.monotonic()
        with pytest.raises(StorageUnavailable):
            shelves.photos.ping()
        assert time.monotonic() - started < A_SECOND
        proxy.start(None)
        shelves.photos.ping()


def test_storage_that_went_and_came_back_is_used_again_without_a_restart(tmp_path: Path) -> None:
    """Connections of before are no trouble."""
    port = ports.free()
    with own_azurite(tmp_path, port) as connection, opened(connection) as (shelves,):
        UPLOAD.prepare(shelves)
    with opened(connection) as (shelves,):
        with own_azurite(tmp_path, port):
            assert attempt(UPLOAD, shelves) == STORED
        with pytest.raises(StorageUnavailable):
            shelves.photos.ping()
        with own_azurite(tmp_path, port):
            shelves.photos.ping()
            assert listed(shelves) == ["Rome/a.jpg"]


def test_a_wrong_key_is_one_sentence_that_names_what_to_check(storage: str, caplog: pytest.LogCaptureFixture) -> None:
    """Storage says the same to a wrong key and to a clock that is wrong; the log says it too, without a stack."""
    wrong = storage.replace(azurite.KEY, "d3Jvbmc=")
    with opened(wrong) as (shelves,), caplog.at_level(logging.WARNING, "gallery"):
        with pytest.raises(StorageUnavailable, match=r"key.*PhotoStorage.*clock") as refused:
            shelves.photos.list_prefix("")
        assert "d3Jvbmc" not in refused.value.message
    assert len([record for record in caplog.records if "denied access" in record.message]) == 1
    assert "Traceback" not in caplog.text


def test_a_key_that_is_none_is_named_when_storage_is_opened() -> None:
    """Not at the first photo, with words about padding."""
    broken = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=no base64;EndpointSuffix=core.windows.net"
    with pytest.raises(Misconfigured, match="PhotoStorage"):
        open_storage(read_settings({PHOTO_STORAGE: broken}))


def test_the_page_says_in_one_sentence_that_storage_lets_nobody_in(proxy: Proxy, start_app: StartApp) -> None:
    """For people a page, for scripts a problem with the time to come back; /health says the same; then all is well."""
    proxy.start(None)
    url = start_app(
        {PHOTO_STORAGE: proxy.connection, "PHOTO_CONTAINER": "locked", "PREVIEW_CONTAINER": "locked-previews"}
    )
    proxy.start(Fault(1, Way.LOCKED_403, lasting=True))
    page = requests.get(url, headers={"Accept": "text/html"}, timeout=60)
    problem = requests.get(f"{url}/health", timeout=60)
    proxy.start(None)
    assert (page.status_code, problem.status_code) == (503, 503)
    assert problem.headers["Retry-After"]
    for text in (page.text, problem.text):
        assert "denied access" in text
        assert "Traceback" not in text
    assert requests.get(url, timeout=60).status_code == 200
