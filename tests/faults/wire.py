"""Calls to storage as HTTP messages: read from a client, sent to the service, and sent back."""

import http.client
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import h11

UPSTREAM_SECONDS = 30
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass(frozen=True)
class Request:
    """A complete call to storage."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def is_write(self) -> bool:
        """Whether it may change something."""
        return self.method not in {"GET", "HEAD"}

    def __str__(self) -> str:
        """Return the line for logs."""
        return f"{self.method} {self.target}"


@dataclass(frozen=True)
class Response:
    """The response of the service."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def encode(self, *, keep_alive: bool = False, off_by: int = 0) -> bytes:
        """Return the bytes to send, as HTTP/1.1, with a Content-Length that may be wrong."""
        true_length = len(self.body) if self.body else int(self.headers.get("Content-Length", "0"))
        length = max(true_length + off_by, 0)
        fields = [f"{name}: {value}" for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP]
        lines = [f"HTTP/1.1 {self.status} Any", *fields, f"Content-Length: {length}"]
        lines.append("Connection: keep-alive" if keep_alive else "Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


def send(port: int, request: Request, body: bytes | None = None) -> Response:
    """Send a request to the service, perhaps with another body, and return its response."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=UPSTREAM_SECONDS)
    try:
        headers = {**request.headers, "connection": "close"}
        connection.request(request.method, request.target, (request.body if body is None else body) or None, headers)
        received = connection.getresponse()
        names = {name.lower(): value for name, value in received.getheaders()}
        return Response(received.status, names | _length(received), received.read())
    finally:
        connection.close()


def _length(response: http.client.HTTPResponse) -> dict[str, str]:
    return {"Content-Length": response.headers.get("Content-Length", "0")}


def read_request(client: socket.socket) -> Request | None:
    """Read a request; None if the client sends none."""
    wire = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 17)
    head: Any = _next_event(wire, client)
    if not isinstance(head, h11.Request):
        return None
    parts = []
    while isinstance(event := _next_event(wire, client), h11.Data):
        parts.append(event.data)
    headers = {name.decode(): value.decode("latin-1") for name, value in head.headers}
    return Request(head.method.decode(), head.target.decode(), headers, b"".join(map(bytes, parts)))


def _next_event(wire: h11.Connection, client: socket.socket) -> object:
    while (event := wire.next_event()) is h11.NEED_DATA:
        if wire.they_are_waiting_for_100_continue:
            client.sendall(wire.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
        wire.receive_data(client.recv(1 << 18))
    return event


def reset(client: socket.socket) -> None:
    """Close with RST instead of FIN, as a failing machine or a firewall does."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
