"""PUT, and uploads in pieces through the output binding, with every storage call broken in every way."""

import itertools
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from support.gallery_app import new_containers

from faults.bench import Bench
from faults.clients import PIECES, PUT, Request, Response, list_shown, send
from faults.contents import Contents, open_contents
from faults.failures import LASTING, Failure, Fault
from faults.figures import ACKNOWLEDGED, SLOWEST_RESPONSE
from faults.instances import start_instance
from faults.model import EMPTY, visible_names
from faults.proxy import Proxy
from gallery.errors import Changed
from gallery.library.outcomes import DUPLICATE, STORED

ALBUMS = itertools.count()
UPLOADS = {PUT: "a PUT", PIECES: "an upload in pieces"}
SELECTED = 2
"""Cases of each failure without --full."""


@dataclass(frozen=True)
class Sent:
    """What one client sent, what it received, and the calls to storage that this took."""

    request: Request
    response: Response
    calls: list[str] = field(repr=False)
    folder: str

    @property
    def name(self) -> str:
        """The photo's name."""
        return f"{self.folder}a.jpg"


class Clients:
    """Clients of a gallery behind the proxy, and the contents of its container."""

    def __init__(self, url: str, proxy: Proxy, found: Contents) -> None:
        self.url, self.proxy, self.contents = url, proxy, found

    def count_calls(self, verb: str) -> int:
        """How many calls to storage an upload takes, once the gallery has its keys and containers."""
        assert self.send_to_new_album(verb, None).response.status == 201
        return len(self.send_to_new_album(verb, None).calls)

    def send_to_new_album(self, verb: str, fault: Fault | None) -> Sent:
        album = f"Album {next(ALBUMS)}"
        request = Request(PUT, f"{album}/a.jpg", "red") if verb == PUT else Request(verb, "a.jpg", "red", album)
        self.proxy.start(fault)
        response = send(self.url, request)
        sent = Sent(request, response, list(self.proxy.calls), f"{album}/")
        self.proxy.settle()
        return sent

    def colors(self, folder: str) -> dict[str, str]:
        """Return the colors of the blobs in a folder."""
        return self.contents.colors(folder)


@pytest.fixture(scope="module")
def clients(proxy: Proxy, connection_string: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    containers, folder = new_containers(), tmp_path_factory.mktemp("put")
    proxy.settle()
    proxy.slow_byte_seconds = 0.002
    with (
        open_contents(connection_string, containers) as found,
        start_instance(folder, proxy.connection, containers, module="faults.quick_host") as started,
    ):
        yield Clients(started.url, proxy, found)
    proxy.slow_byte_seconds = Proxy.slow_byte_seconds


@pytest.mark.sampled(8)
@pytest.mark.parametrize("verb", [PUT, PIECES])
@pytest.mark.parametrize("failure", list(Failure), ids=lambda failure: failure.name.lower())
def test_an_upload_is_complete_or_refused_and_can_be_retried(
    failure: Failure, verb: str, clients: Clients, bench: Bench
) -> None:
    """Every call, broken once or from then on; without --full two of these cases, always the same."""
    calls = range(1, clients.count_calls(verb) + 1)
    faults = [Fault(call, failure, lasting) for call in calls for lasting in LASTING[failure]]
    for fault in faults if bench.is_full else random.Random(failure.name).sample(faults, SELECTED):
        break_and_check(clients, verb, fault, bench)


def break_and_check(clients: Clients, verb: str, fault: Fault, bench: Bench) -> None:
    started = time.monotonic()
    sent = clients.send_to_new_album(verb, fault)
    bench.figures.record_max(SLOWEST_RESPONSE, round((time.monotonic() - started) * 1000))
    bench.figures.add(f"storage calls of {UPLOADS[verb]} over HTTP broken")
    what = f"{fault.failure}, call {fault.call}, lasting {fault.lasting}: {sent}, {sent.calls}"
    found = clients.colors(sent.folder)
    assert sent.response.outcome in {STORED, ""}, what
    if sent.response.outcome:
        assert found == {sent.name: "red"}, what
        bench.figures.add(ACKNOWLEDGED)
    else:
        assert sent.response.status >= 500 or is_taken_for_a_change(sent.response.status, fault), what
        assert found in ({}, {sent.name: EMPTY}, {sent.name: "red"}), f"{what}: {found}"
        check_retry(clients, sent, found, what)


def is_taken_for_a_change(status: int, fault: Fault) -> bool:
    """Whether the gallery reports a conflict because storage reported an ETag that the photo never had."""
    return status == Changed.status and fault.failure is Failure.WRONG_ETAG


def check_retry(clients: Clients, sent: Sent, found: dict[str, str], what: str) -> None:
    """Send the same bytes again. They may fill their own reservation at once."""
    retry = send(clients.url, sent.request)
    assert retry.outcome == (DUPLICATE if found == {sent.name: "red"} else STORED), (retry, what)
    assert clients.colors(sent.folder) == {sent.name: "red"}, what
    shown = [name for name in list_shown(clients.url) if name.startswith(sent.folder)]
    assert shown == visible_names(clients.colors(sent.folder)), what
