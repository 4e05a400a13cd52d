"""PUT through the host and its output binding, with every storage call broken in every way."""

import itertools
import random
import time
from collections.abc import Iterator

import pytest
from support.gallery_app import new_containers

from faults.bench import Bench
from faults.clients import PUT, UPLOAD, Request, Response, list_shown, send
from faults.contents import Contents, open_contents
from faults.failures import LASTING, Failure, Fault
from faults.figures import ACKNOWLEDGED, SLOWEST_RESPONSE
from faults.instances import start_instance
from faults.model import EMPTY, visible_names
from faults.proxy import Proxy
from gallery.library.outcomes import DUPLICATE, RENAMED, STORED

ALBUMS = itertools.count()
SELECTED = 2
"""Cases of each failure without --full."""


class Put:
    """PUTs to a gallery behind the proxy, and the contents of its container."""

    def __init__(self, url: str, proxy: Proxy, found: Contents) -> None:
        self.url, self.proxy, self.contents = url, proxy, found
        assert self.put_into_new_album(None)[1].status == 201
        self.calls = len(self.put_into_new_album(None)[2])

    def put_into_new_album(self, fault: Fault | None) -> tuple[str, Response, list[str]]:
        """Return the photo's name, the response, and the calls to storage."""
        name = f"Album {next(ALBUMS)}/a.jpg"
        self.proxy.start(fault)
        response = send(self.url, Request(PUT, name, "red"))
        calls = list(self.proxy.calls)
        self.proxy.settle()
        return name, response, calls

    def colors(self, name: str) -> dict[str, str]:
        """Return the colors of the blobs in the photo's album."""
        return self.contents.colors(name[: name.rfind("/") + 1])


@pytest.fixture(scope="module")
def put(proxy: Proxy, connection_string: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Put]:
    containers, folder = new_containers(), tmp_path_factory.mktemp("put")
    proxy.settle()
    proxy.slow_byte_seconds = 0.002
    with (
        open_contents(connection_string, containers) as found,
        start_instance(folder, proxy.connection, containers, module="faults.quick_host") as started,
    ):
        yield Put(started.url, proxy, found)
    proxy.slow_byte_seconds = Proxy.slow_byte_seconds


@pytest.mark.parametrize("failure", list(Failure), ids=lambda failure: failure.name.lower())
def test_a_put_over_http_is_complete_or_refused_and_can_be_retried(failure: Failure, put: Put, bench: Bench) -> None:
    """Every call, broken once or from then on; without --full two of these cases, always the same."""
    faults = [Fault(call, failure, lasting) for call in range(1, put.calls + 1) for lasting in LASTING[failure]]
    for fault in faults if bench.is_full else random.Random(failure.name).sample(faults, SELECTED):
        break_and_check(put, fault, bench)


def break_and_check(put: Put, fault: Fault, bench: Bench) -> None:
    started = time.monotonic()
    name, response, calls = put.put_into_new_album(fault)
    bench.figures.record_max(SLOWEST_RESPONSE, round((time.monotonic() - started) * 1000))
    bench.figures.add("storage calls of a PUT over HTTP broken")
    what = f"{fault.failure}, call {fault.call}, lasting {fault.lasting}: {response}, {calls}"
    found = put.colors(name)
    assert response.outcome in {STORED, ""}, what
    if response.outcome:
        assert found == {name: "red"}, what
        bench.figures.add(ACKNOWLEDGED)
    else:
        assert response.status >= 500, what
        assert found in ({}, {name: EMPTY}, {name: "red"}), f"{what}: {found}"
        check_retry(put, name, found, what)


def check_retry(put: Put, name: str, found: dict[str, str], what: str) -> None:
    """Retry the PUT. After a failure of the binding that has to wait five minutes, but the form doesn't."""
    retry = send(put.url, Request(PUT, name, "red"))
    if found == {name: EMPTY}:
        assert retry.status == 409, what
        assert send(put.url, Request(UPLOAD, "a.jpg", "red", name.rpartition("/")[0])).outcome == RENAMED, what
    else:
        assert retry.outcome == (DUPLICATE if found else STORED), what
    folder = name.rpartition("/")[0] + "/"
    album = [other for other in list_shown(put.url) if other.startswith(folder)]
    assert album == visible_names(put.colors(name)), what
    assert len(album) == 1, what
