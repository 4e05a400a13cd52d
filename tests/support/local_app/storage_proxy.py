"""A proxy between the host and Azurite: it records requests and lets a test act before one of them."""

import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import SHUT_WR, create_connection, socket

REQUEST_LINE = re.compile(rb"(?:^|\r\n)((?:GET|HEAD|PUT|DELETE) \S+) HTTP/1\.1\r\n")
ENDPOINT = re.compile(r"(BlobEndpoint=http://[^/;]*?:)(\d+)")


@dataclass
class Recorder:
    """The request lines so far, and actions to run before requests whose line contains a text."""

    lines: list[str] = field(default_factory=list)
    before: dict[str, Callable[[], object]] = field(default_factory=dict)

    def record(self, data: bytes) -> None:
        for line in REQUEST_LINE.findall(data):
            self.lines.append(line.decode())
            for text, action in self.before.items():
                if text in self.lines[-1]:
                    action()


@contextmanager
def record_requests(connection_string: str) -> Iterator[tuple[str, Recorder]]:
    """Yield a connection string that goes through the proxy, and the recorder."""
    port, recorder = int(_match_endpoint(connection_string)[2]), Recorder()

    class Relay(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with create_connection(("127.0.0.1", port)) as upstream:
                threading.Thread(target=_forward, args=(upstream, self.request), daemon=True).start()
                _forward(self.request, upstream, recorder.record)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Relay) as server:
        server.daemon_threads, server.block_on_close = True, False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield ENDPOINT.sub(rf"\g<1>{server.server_address[1]}", connection_string), recorder
        server.shutdown()


def _match_endpoint(connection_string: str) -> re.Match[str]:
    found = ENDPOINT.search(connection_string)
    assert found, "the connection string has no BlobEndpoint with a port"
    return found


def _forward(source: socket, target: socket, record: Callable[[bytes], None] = lambda _: None) -> None:
    try:
        while data := source.recv(65536):
            record(data)
            target.sendall(data)
        target.shutdown(SHUT_WR)
    except OSError:  # one side has disconnected
        pass
