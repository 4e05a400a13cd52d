"""The time limit of a whole answer holds in the connections that are really used, whatever urllib3 is installed."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import requests

from gallery.storage import transport

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n"
LIMIT = 0.5
"""Seconds."""

LATE = 5
"""Seconds within which that has been noticed, on a busy machine too. A byte at a time would take a day."""


@contextmanager
def server(begin: bytes, drip: bytes, *, pause: float) -> Iterator[str]:
    """Says the beginning to everyone, then a bit at a time; its address."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=answer, args=(client,), daemon=True).start()

    def answer(client: socket.socket) -> None:
        with suppress(OSError), client:
            client.recv(1 << 16)
            client.sendall(begin)
            while drip:
                client.sendall(drip)
                time.sleep(pause)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("begin", "drip"),
    [(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n"), (HEAD + b"\r\n", b"x"), (b"", b"H")],
    ids=["headers", "body", "status line"],
)
def test_an_answer_that_never_ends_is_over_when_its_time_is(begin: bytes, drip: bytes) -> None:
    """Although every byte of it comes in time: a read time-out by itself would wait for ever."""
    with server(begin, drip, pause=0.1) as url, transport.open_session() as session:
        started = time.monotonic()
        with pytest.raises(requests.RequestException):
            _ = session.get(url, timeout=(1, LIMIT)).content
        assert time.monotonic() - started < LATE


@pytest.mark.parametrize("cut", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Le", HEAD])
def test_a_head_without_its_end_is_an_error(cut: bytes) -> None:
    """http.client takes it for complete."""
    with server(cut, b"", pause=0) as url, transport.open_session() as session, pytest.raises(requests.ConnectionError):
        session.get(url, timeout=(1, 10))


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_connection_is_one_with_a_time_limit(scheme: str) -> None:
    """Else nobody would notice that another urllib3 or requests has gone another way."""
    with transport.open_session() as session:
        adapter = session.get_adapter(f"{scheme}://example.org")
        pool = adapter.get_connection_with_tls_context(  # type: ignore[attr-defined]
            requests.Request("GET", f"{scheme}://example.org").prepare(), verify=True
        )
        assert isinstance(pool._new_conn(), transport._Connection)  # noqa: SLF001 - the hook itself
