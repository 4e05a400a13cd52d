"""Connections to storage: which way they go, and how long they are kept. What they put up with is in tests/faults."""

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
class Asked:
    """What came to a server."""

    url: str
    targets: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)


@contextmanager
def server() -> Iterator[Asked]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.targets.append(self.path)
            asked.keys.append(self.headers["Authorization"])
            asked.connections.add(self.client_address)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        asked = Asked(f"http://127.0.0.1:{running.server_address[1]}")
        Thread(target=running.serve_forever, daemon=True).start()
        yield asked
        running.shutdown()


def test_a_proxy_that_the_environment_names_is_the_way_to_storage(monkeypatch: pytest.MonkeyPatch) -> None:
    """From a machine that has no other; hosts that it makes an exception of are asked directly."""
    with server() as proxy, server() as direct, transport.open_session() as session:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        for _ in range(2):
            assert session.get("http://storage.example/a", timeout=TIMEOUT).ok
        assert session.get(f"{direct.url}/b", timeout=TIMEOUT).ok
    assert proxy.targets == ["http://storage.example/a"] * 2
    assert direct.targets == ["/b"]


def test_a_password_of_the_machine_never_goes_to_storage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Other programs keep theirs in a .netrc; it would go in place of our own key."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with server() as storage, transport.open_session() as session:
        session.get(storage.url, headers={"Authorization": "SharedKey ours"}, timeout=TIMEOUT)
    assert storage.keys == ["SharedKey ours"]


@pytest.mark.parametrize(("max_idle", "connections"), [(transport.MAX_IDLE, 1), (0, 2)])
def test_a_connection_is_used_again_unless_it_lay_idle_for_long(
    monkeypatch: pytest.MonkeyPatch, max_idle: float, connections: int
) -> None:
    """What lies between may have forgotten it without telling anybody, and then there is no answer."""
    monkeypatch.setattr(transport, "MAX_IDLE", max_idle)
    with server() as storage, transport.open_session() as session:
        for _ in range(2):
            session.get(storage.url, timeout=TIMEOUT)
    assert len(storage.connections) == connections
