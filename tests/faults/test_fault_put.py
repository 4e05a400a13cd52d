"""PUT through the host and its output binding, with every storage call broken in every way."""

import itertools
import random
import time
from collections.abc import Iterator

import pytest
from support.gallery_app import new_containers

from faults.bench import Bench
from faults.clients import PUT, UPLOAD, Said, Wish, ask, shown
from faults.contents import Contents, contents
from faults.figures import SLOWEST
from faults.instances import instance
from faults.model import EMPTY, visible
from faults.proxy import Fault, Proxy, Way
from gallery.library.outcomes import DUPLICATE, RENAMED, STORED

ALBUMS = itertools.count()
CHOSEN = 2
"""Of every way, without --full."""


class Put:
    """A gallery behind the proxy, and what lies in its container."""

    def __init__(self, url: str, proxy: Proxy, found: Contents) -> None:
        self.url, self.proxy, self.contents = url, proxy, found
        assert self.into_new_album(None)[1].status == 201
        self.calls = len(self.into_new_album(None)[2])

    def into_new_album(self, fault: Fault | None) -> tuple[str, Said, list[str]]:
        """The photo's name, the answer, and the calls to storage."""
        name = f"Album {next(ALBUMS)}/a.jpg"
        self.proxy.start(fault)
        said = ask(self.url, Wish(PUT, name, "red"))
        calls = list(self.proxy.calls)
        self.proxy.settle()
        return name, said, calls

    def colours(self, name: str) -> dict[str, str]:
        """What lies in the album."""
        return self.contents.colours(name[: name.rfind("/") + 1])


@pytest.fixture(scope="module")
def put(proxy: Proxy, storage: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Put]:
    containers, folder = new_containers(), tmp_path_factory.mktemp("put")
    proxy.settle()
    proxy.slow_byte_seconds = 0.002
    with (
        contents(storage, containers) as found,
        instance(folder, proxy.connection, containers, module="faults.quick_host") as started,
    ):
        yield Put(started.url, proxy, found)
    proxy.slow_byte_seconds = Proxy.slow_byte_seconds


@pytest.mark.parametrize("way", list(Way), ids=lambda way: way.name.lower())
def test_a_put_over_http_is_whole_or_was_refused_and_can_be_tried_again(way: Way, put: Put, bench: Bench) -> None:
    """Call by call, broken once, and from then on; without --full two of these, always the same."""
    faults = [Fault(call, way, lasting) for call in range(1, put.calls + 1) for lasting in (False, True)]
    for fault in faults if bench.is_full else random.Random(way.name).sample(faults, CHOSEN):
        break_and_check(put, fault, bench)


def break_and_check(put: Put, fault: Fault, bench: Bench) -> None:
    started = time.monotonic()
    name, said, calls = put.into_new_album(fault)
    bench.figures.most(SLOWEST, round((time.monotonic() - started) * 1000))
    bench.figures.add("storage calls of a PUT over HTTP broken in one way")
    what = f"{fault.way}, call {fault.call}, lasting {fault.lasting}: {said}, {calls}"
    now = put.colours(name)
    assert said.outcome in {STORED, ""}, what
    if said.outcome:
        assert now == {name: "red"}, what
        bench.figures.add("photos acknowledged")
    else:
        assert said.status >= 500, what
        assert now in ({}, {name: EMPTY}, {name: "red"}), f"{what}: {now}"
        try_again(put, name, now, what)


def try_again(put: Put, name: str, now: dict[str, str], what: str) -> None:
    """By PUT; where the binding has failed that has to wait for five minutes, but the form does not."""
    again = ask(put.url, Wish(PUT, name, "red"))
    if now == {name: EMPTY}:
        assert again.status == 409, what
        assert ask(put.url, Wish(UPLOAD, "a.jpg", "red", name.rpartition("/")[0])).outcome == RENAMED, what
    else:
        assert again.outcome == (DUPLICATE if now else STORED), what
    album = [other for other in shown(put.url) if other.startswith(name.rpartition("/")[0] + "/")]
    assert album == visible(put.colours(name)), what
    assert len(album) == 1, what
