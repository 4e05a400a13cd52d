"""Fixtures for tests with broken storage."""

from collections.abc import Iterator

import pytest

from faults.bench import Bench
from faults.figures import Figures
from faults.proxy import Proxy, fault_proxy
from gallery.storage import account, transport

FIGURES = Figures()
"""The counts of this process."""


@pytest.fixture(scope="session")
def proxy(connection_string: str) -> Iterator[Proxy]:
    """A proxy in front of this run's Azurite."""
    with fault_proxy(connection_string) as started:
        yield started


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter timeouts, and no pauses between retries."""
    monkeypatch.setattr(account, "BACKOFF", 0)
    monkeypatch.setattr(transport, "READ_TIMEOUT", 0.5)


@pytest.fixture
def bench(proxy: Proxy, connection_string: str, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """The bench; a run with --full saves its counts for docs/reliability.md."""
    is_full = bool(request.config.getoption("--full"))
    yield Bench(proxy, connection_string, FIGURES, is_full)
    if is_full:
        FIGURES.save()
