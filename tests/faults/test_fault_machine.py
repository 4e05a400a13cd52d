"""Two galleries on the same containers, and concurrent clients: some order of requests explains every response."""

from collections.abc import Callable, Iterator

import pytest
from support.gallery_app import new_containers

from faults.bench import Bench
from faults.contents import open_contents
from faults.machine import Pair, run_machine

StartApp = Callable[[dict[str, str]], str]


@pytest.fixture
def pair(start_app: StartApp, connection_string: str, bench: Bench) -> Iterator[Pair]:
    containers = new_containers()
    names = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews, "DECODERS": "1"}
    urls = (start_app(names), start_app(names))
    with open_contents(connection_string, containers) as opened:
        yield Pair(urls, opened, bench)


def test_some_order_of_requests_explains_every_response_and_state(pair: Pair, bench: Bench) -> None:
    """After every round, no acknowledged photo is lost, none is duplicated, and no response was false."""
    run_machine(pair, *((40, 25) if bench.is_full else (3, 12)))
