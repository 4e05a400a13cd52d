"""What the tests with a broken storage share."""

from collections.abc import Iterator

import pytest

from faults.bench import Bench
from faults.figures import Figures
from faults.proxy import Proxy, fault_proxy
from gallery.storage import account, transport

COUNTED = Figures()
"""By this process."""


@pytest.fixture(scope="session")
def proxy(storage: str) -> Iterator[Proxy]:
    """Stands before this run's Azurite."""
    with fault_proxy(storage) as started:
        yield started


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries as often as ever, and waits less."""
    monkeypatch.setattr(account, "BACKOFF", 0)
    monkeypatch.setattr(transport, "READ_TIMEOUT", 0.5)


@pytest.fixture
def bench(proxy: Proxy, storage: str, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A run with --full keeps the counts for docs/reliability.md."""
    is_full = bool(request.config.getoption("--full"))
    yield Bench(proxy, storage, COUNTED, is_full)
    if is_full:
        COUNTED.keep()
