"""The time limit for a whole response works in the connections that are really used, with any version of urllib3."""

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
"""Seconds until the timeout is raised, even on a busy machine. Without it, a byte at a time would take a day."""


@contextmanager
def start_server(begin: bytes, drip: bytes, *, pause: float) -> Iterator[str]:
    """Serve the beginning of a response, then a few bytes at a time; yields the URL."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=respond, args=(client,), daemon=True).start()

    def respond(client: socket.socket) -> None:
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
def test_a_response_that_never_ends_is_canceled_by_the_timeout(begin: bytes, drip: bytes) -> None:
    """Although each byte arrives in time: an ordinary read timeout would wait forever."""
    with start_server(begin, drip, pause=0.1) as url, transport.open_session() as session:
        started = time.monotonic()
        with pytest.raises(requests.RequestException):
            _ = session.get(url, timeout=(1, LIMIT)).content
        assert time.monotonic() - started < LATE


@pytest.mark.parametrize("cut", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Le", HEAD])
def test_incomplete_headers_are_an_error(cut: bytes) -> None:
    """Although http.client takes them for complete."""
    with (
        start_server(cut, b"", pause=0) as url,
        transport.open_session() as session,
        pytest.raises(requests.ConnectionError),
    ):
        session.get(url, timeout=(1, 10))


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_connection_has_the_time_limit(scheme: str) -> None:
    """A new version of urllib3 or requests might open connections in another way."""
    with transport.open_session() as session:
        adapter = session.get_adapter(f"{scheme}://example.org")
        pool = adapter.get_connection_with_tls_context(  # type: ignore[attr-defined]
            requests.Request("GET", f"{scheme}://example.org").prepare(), verify=True
        )
        assert isinstance(pool._new_conn(), transport._Connection)  # noqa: SLF001 - the hook itself
