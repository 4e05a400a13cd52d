"""Connections to storage: proxies, credentials and reuse. See tests/faults for broken responses."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from gallery.storage import transport

TIMEOUT = (5, 5)


@dataclass
class Server:
    """A server's URL, and the requests it got."""

    url: str
    targets: list[str] = field(default_factory=list)
    authorizations: list[str | None] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)


@contextmanager
def start_server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.targets.append(self.path)
            server.authorizations.append(self.headers["Authorization"])
            server.connections.add(self.client_address)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        server = Server(f"http://127.0.0.1:{running.server_address[1]}")
        Thread(target=running.serve_forever, daemon=True).start()
        yield server
        running.shutdown()


def test_requests_use_the_proxy_named_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Except to the hosts in `no_proxy`."""
    with start_server() as proxy, start_server() as direct, transport.open_session() as session:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        for _ in range(2):
            assert session.get("http://storage.example/a", timeout=TIMEOUT).ok
        assert session.get(f"{direct.url}/b", timeout=TIMEOUT).ok
    assert proxy.targets == ["http://storage.example/a"] * 2
    assert direct.targets == ["/b"]


def test_passwords_in_netrc_are_never_sent_to_storage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """They belong to other programs, and requests would send them instead of our key."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with start_server() as storage, transport.open_session() as session:
        session.get(storage.url, headers={"Authorization": "SharedKey ours"}, timeout=TIMEOUT)
    assert storage.authorizations == ["SharedKey ours"]


@pytest.mark.parametrize(("max_idle", "connections"), [(transport.MAX_IDLE, 1), (0, 2)])
def test_a_connection_is_reused_unless_it_was_idle_for_too_long(
    monkeypatch: pytest.MonkeyPatch, max_idle: float, connections: int
) -> None:
    """A load balancer may have dropped it without notice, so a request would get no response."""
    monkeypatch.setattr(transport, "MAX_IDLE", max_idle)
    with start_server() as storage, transport.open_session() as session:
        for _ in range(2):
            session.get(storage.url, timeout=TIMEOUT)
    assert len(storage.connections) == connections
