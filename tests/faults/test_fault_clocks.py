"""Two instances whose clocks differ by an hour: nothing depends on either clock."""

import html
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from support.gallery_app import new_containers

from faults.bench import Bench
from faults.clients import PUT, UPLOAD, Request, Response, send
from faults.clocks import AHEAD
from faults.contents import Contents, open_contents
from faults.failures import Failure, Fault
from faults.instances import start_instance
from faults.machine import Pair, run_machine
from faults.model import EMPTY
from faults.proxy import Proxy
from gallery.library.outcomes import RENAMED, STORED
from gallery.settings import PHOTO_STORAGE

HOUR = timedelta(hours=1)
NAME = "Rome/a.jpg"
MAX_CALLS = 9
"""Calls to storage until a PUT has reserved its name."""
ROOT = Path(__file__).parents[2]
SIGNED = re.compile(r'http://[^"\s]+sig=[^"\s]+')
"""Addresses in a page."""
VERIFY = """
import runpy
from faults.clocks import shift_clock
shift_clock()
runpy.run_module("local.dev.verify", run_name="__main__")
"""


@dataclass(frozen=True)
class Instances:
    """Two galleries on the same containers, one with the correct time and one an hour ahead."""

    on_time: str
    ahead: str
    contents: Contents
    proxy: Proxy

    def reserve(self, url: str) -> None:
        """Send a PUT to the gallery at this URL that gets no further than its reservation."""
        self.contents.clear()
        for call in range(1, MAX_CALLS):
            self.proxy.start(Fault(call, Failure.RESET_BEFORE, lasting=True))
            assert send(url, Request(PUT, NAME, "red")) == Response(503)
            self.proxy.settle()
            if self.contents.colors():
                break
        assert self.contents.colors() == {NAME: EMPTY}


@pytest.fixture(scope="module")
def instances(proxy: Proxy, connection_string: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instances]:
    containers, folder = new_containers(), tmp_path_factory.mktemp("clocks")
    ahead = {AHEAD: str(HOUR.total_seconds())}
    proxy.settle()
    with (
        open_contents(connection_string, containers) as contents,
        start_instance(folder, proxy.connection, containers, module="faults.quick_host") as first,
        start_instance(folder, proxy.connection, containers, module="faults.quick_host", **ahead) as second,
    ):
        contents.storage.photos.create_container()
        yield Instances(first.url, second.url, contents, proxy)
        proxy.settle()


def test_the_clocks_differ_by_an_hour(instances: Instances) -> None:
    """As their responses show."""
    on_time, ahead = (
        parsedate_to_datetime(requests.get(f"{url}/health", timeout=60).headers["Date"])
        for url in (instances.on_time, instances.ahead)
    )
    assert abs(ahead - on_time - HOUR) < timedelta(minutes=1)


@pytest.mark.parametrize("is_late", [False, True], ids=["to the instance ahead", "to the instance on time"])
def test_a_reservation_is_not_abandoned_early(instances: Instances, *, is_late: bool) -> None:
    """Other bytes have to wait or get a number; the same bytes fill it at once."""
    first, second = (instances.ahead, instances.on_time) if is_late else (instances.on_time, instances.ahead)
    instances.reserve(first)
    assert send(second, Request(PUT, NAME, "blue")) == Response(409)
    upload = send(second, Request(UPLOAD, "a.jpg", "blue", "Rome"))
    assert (upload.outcome, upload.name) == (RENAMED, "Rome/a (2).jpg")
    assert send(second, Request(PUT, NAME, "red")) == Response(201, STORED, NAME)
    assert instances.contents.colors() == {NAME: "red", "Rome/a (2).jpg": "blue"}


def test_a_repair_an_hour_ahead_does_not_delete_a_new_reservation(instances: Instances, connection_string: str) -> None:
    instances.reserve(instances.on_time)
    storage = instances.contents.storage
    settings = {
        PHOTO_STORAGE: connection_string,
        "PHOTO_CONTAINER": storage.photos.container_name,
        "PREVIEW_CONTAINER": storage.previews.container_name,
        AHEAD: str(HOUR.total_seconds()),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
    }
    command = [sys.executable, "-c", VERIFY, "--repair"]
    result = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    assert result.stdout == "0 photos checked, no problems left.\n", result
    assert instances.contents.colors() == {NAME: EMPTY}


def test_sas_tokens_of_the_instance_ahead_work(instances: Instances) -> None:
    """They are valid at once, and expire by the service's clock no later than an hour after the others."""
    instances.contents.clear()
    assert send(instances.ahead, Request(PUT, NAME, "red")).outcome == STORED
    page = requests.get(f"{instances.ahead}/?album=Rome", headers={"Accept": "text/html"}, timeout=60)
    previews = [html.unescape(address) for address in SIGNED.findall(page.text)]
    assert previews
    for address in (*previews, f"{instances.ahead}/photos/{NAME}"):
        response = requests.get(address, timeout=60)
        assert response.ok
        expiry = datetime.fromisoformat(parse_qs(urlsplit(response.url).query)["se"][0])
        assert HOUR < expiry - datetime.now(UTC) <= 3 * HOUR


def test_concurrent_requests_to_both_instances_lose_and_duplicate_nothing(instances: Instances, bench: Bench) -> None:
    """Some order of the requests explains every response and state, as with equal clocks."""
    pair = Pair((instances.on_time, instances.ahead), instances.contents, bench)
    run_machine(pair, *((10, 25) if bench.is_full else (1, 10)))
