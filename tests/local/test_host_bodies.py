"""How much memory the bodies of all requests together take."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from support.local_app.host_process import APP, RunningHost, read_response, run_host

from local.host.body_budget import MAX_TOTAL_BYTES, SMALL_BYTES, BodyBudget

MB = 1_000_000
BODY_BYTES = 60 * MB


@pytest.fixture
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHost]:
    with run_host(APP, tmp_path_factory.mktemp("host")) as running:
        yield running


def read_memory(host: RunningHost) -> int:
    """Return the resident memory of the host's process, in bytes."""
    status = Path(f"/proc/{host.process.pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def send_almost_all(connection: socket.socket) -> None:
    """Send a body except for its last byte, or as much as the host accepts within some seconds."""
    connection.settimeout(4)
    head = f"PUT /last/x HTTP/1.1\r\nHost: x\r\nContent-Length: {BODY_BYTES}\r\n\r\n"
    with suppress(TimeoutError):
        connection.sendall(head.encode() + bytes(BODY_BYTES - 1))


def test_six_large_bodies_at_once_take_the_memory_of_two(host: RunningHost) -> None:
    """Nobody has checked yet whether these clients may upload anything."""
    before = read_memory(host)
    with ExitStack() as stack:
        connections = [stack.enter_context(host.connect()) for _ in range(6)]
        senders = [threading.Thread(target=send_almost_all, args=(connection,)) for connection in connections]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        assert read_memory(host) - before < MAX_TOTAL_BYTES + 50 * MB
        assert host.request("PUT", "/echo/x", body=b"x" * SMALL_BYTES).status == 200, "small ones don't wait"


def test_waiting_body_is_read_once_another_is_done(host: RunningHost) -> None:
    head = f"PUT /last/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {BODY_BYTES}\r\n\r\n".encode()

    def send(statuses: list[int]) -> None:
        with host.connect() as connection:
            connection.sendall(head + bytes(BODY_BYTES))
            statuses.append(read_response(connection).status)

    statuses: list[int] = []
    senders = [threading.Thread(target=send, args=(statuses,)) for _ in range(5)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert statuses == [404] * 5


def test_body_larger_than_the_whole_budget_runs_alone() -> None:
    budget = BodyBudget()
    with budget.reserve(MAX_TOTAL_BYTES * 2), budget.reserve(SMALL_BYTES):
        pass
    with budget.reserve(MAX_TOTAL_BYTES * 2):
        pass
