"""A proxy between the gallery and Azurite that counts calls, and breaks one of them or all from one on."""

import http.client
import select
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import h11

from faults import lies
from faults.failures import BEFORE, FALSE_STATUS, LISTINGS, STATUS, Failure, Fault

UPSTREAM_SECONDS = 30
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
BROKEN = '<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>Broken on purpose.</Message></Error>'
CODES = {500: "InternalError", 403: "AuthenticationFailed", 503: "ServerBusy", 429: "TooManyRequests"}


@dataclass(frozen=True)
class Request:
    """A complete call to storage."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


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


@dataclass
class Proxy:
    """Counts and breaks calls; healthy while `fault` is None."""

    connection: str
    """Connection string of the storage behind the proxy."""
    upstream: int
    fault: Fault | None = None
    calls: list[str] = field(default_factory=list)
    broken: int = 0
    slow_byte_seconds: float = 0.05
    withheld: dict[str, "Response"] = field(default_factory=dict)
    """Pages of listings, by path and prefix, for which an empty one was sent."""
    _lock: threading.Condition = field(default_factory=threading.Condition)
    _count: int = 0
    _active: int = 0

    def start(self, fault: Fault | None) -> None:
        """Start counting from 1 again, with another fault or none."""
        with self._lock:
            self.calls.clear()
            self.fault, self._count, self.broken = fault, 0, 0

    def next_fault(self) -> Fault | None:
        """Count a call and return its fault, or None if it should succeed."""
        with self._lock:
            self._count += 1
            fault = self.fault if self.fault and self.fault.hits(self._count) else None
            self.broken += fault is not None
            return fault

    @contextmanager
    def track_call(self) -> Iterator[None]:
        """Wrap this around a call, so that settle() waits for it."""
        with self._lock:
            self._active += 1
        try:
            yield
        finally:
            with self._lock:
                self._active -= 1
                self._lock.notify_all()

    def settle(self) -> None:
        """Stop breaking calls, and wait until none is active, including those whose client has given up."""
        self.start(None)
        with self._lock:
            assert self._lock.wait_for(lambda: not self._active, UPSTREAM_SECONDS), "a call never ends"


@contextmanager
def fault_proxy(connection_string: str) -> Iterator[Proxy]:
    """Run a proxy in front of the storage with this connection string."""
    endpoint = (
        connection_string.partition("BlobEndpoint=")[2].partition(";")[0] or "http://127.0.0.1:10000/devstoreaccount1"
    )
    upstream = int(urlsplit(endpoint).port or 0)

    class Connection(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError, h11.RemoteProtocolError):
                while self._exchange():
                    select.select([self.request], [], [], UPSTREAM_SECONDS)
                    if not self.request.recv(1, socket.MSG_PEEK):
                        return

        def _exchange(self) -> bool:
            with proxy.track_call():
                return _exchange(self.request, proxy)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads, block_on_close, request_queue_size = True, False, 128

    with Server(("127.0.0.1", 0), Connection) as server:
        address = endpoint.replace(f":{upstream}/", f":{server.server_address[1]}/")
        proxy = Proxy(connection_string.replace(endpoint, address), upstream)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield proxy
        server.shutdown()


def _exchange(client: socket.socket, proxy: Proxy) -> bool:
    """Pass on one call, and return whether the connection stays open."""
    fault = proxy.next_fault()
    failure = fault.failure if fault else None
    if failure is Failure.REFUSED:
        _reset(client)
        return False
    request = _read(client)
    if request is None:
        return False
    proxy.calls.append(f"{request.method} {request.target}")
    if fault and fault.before:
        fault.before()
        return False
    if failure and failure in BEFORE:
        _break_before(client, failure, request)
        return False
    response = _respond(proxy, request, failure)
    if fault and fault.after:
        fault.after()
    if failure is Failure.CUT_HEAD or (failure is Failure.CUT and not response.body):
        head = response.encode()[: -len(response.body) or None]
        # The position depends on the number of calls, so that a sweep cuts between and within many headers.
        client.sendall(head[: 15 + len(proxy.calls) * 37 % (len(head) - 17)])
        return False
    return _send(client, response, failure, proxy, request.method)


def _respond(proxy: Proxy, request: Request, failure: Failure | None) -> Response:
    listed = "&".join(part for part in request.target.split("&") if not part.startswith("marker="))
    is_withheld = f"marker={lies.BEGIN_AGAIN}" in request.target and listed in proxy.withheld
    response = proxy.withheld.pop(listed) if is_withheld else _forward(proxy, request, failure)
    if failure is Failure.EMPTY_PAGE and b"<EnumerationResults" in response.body:
        headers = {name: value for name, value in response.headers.items() if name != lies.REQUEST_ID}
        proxy.withheld[listed] = Response(response.status, headers, response.body)
    if failure in FALSE_STATUS:
        return Response(*lies.error(FALSE_STATUS[failure], request.method))
    return response


def _break_before(client: socket.socket, failure: Failure, request: Request) -> None:
    if failure is Failure.RESET_BEFORE:
        _reset(client)
    elif failure is Failure.STALLED:
        select.select([client], [], [], UPSTREAM_SECONDS)
    elif failure in FALSE_STATUS:
        client.sendall(Response(*lies.error(FALSE_STATUS[failure], request.method)).encode())
    else:
        status = STATUS[failure]
        headers = {"Content-Type": "application/xml", "x-ms-error-code": CODES[status]}
        client.sendall(Response(status, headers, BROKEN.format(code=CODES[status]).encode()).encode())


def _forward(proxy: Proxy, request: Request, failure: Failure | None) -> Response:
    body = _flip_bits(request.body) if failure is Failure.CORRUPT_REQUEST else request.body
    if failure is Failure.REPEATED:
        _request(proxy.upstream, request, body)
    return _request(proxy.upstream, request, body)


def _send(client: socket.socket, response: Response, failure: Failure | None, proxy: Proxy, method: str) -> bool:
    wire = _corrupt(response, failure).encode(keep_alive=failure is Failure.DUPLICATE, off_by=_off_by(failure))
    if failure is Failure.RESET_AFTER:
        _reset(client)
    elif failure is Failure.OTHER_REQUEST:
        status, headers, body = lies.error(404, method)
        false = Response(status, {**headers, lies.REQUEST_ID: lies.ANOTHER_REQUEST}, body)
        client.sendall(false.encode(keep_alive=True) + response.encode(keep_alive=True))
        return True
    elif failure is Failure.CUT:
        client.sendall(wire[: len(wire) - (len(response.body) + 1) // 2])
    elif failure is Failure.SLOW:
        for byte in wire:
            client.sendall(bytes([byte]))
            time.sleep(proxy.slow_byte_seconds)
    else:
        client.sendall(wire * 2 if failure is Failure.DUPLICATE else wire)
    return failure is Failure.DUPLICATE


def _corrupt(response: Response, failure: Failure | None) -> Response:
    if failure is Failure.CORRUPT_RESPONSE:
        return Response(response.status, response.headers, _flip_bits(response.body))
    if failure is Failure.WRONG_ETAG:
        return Response(response.status, {**response.headers, "etag": '"0x8D0000000000001"'}, response.body)
    if failure in LISTINGS and b"<EnumerationResults" in response.body:
        return Response(response.status, response.headers, LISTINGS[failure](response.body))
    if failure is Failure.PARTIAL and response.status == http.client.OK:
        return Response(206, response.headers, response.body)
    return response


def _off_by(failure: Failure | None) -> int:
    return {Failure.LONG: 1, Failure.SHORT: -1}.get(failure, 0) if failure else 0


def _flip_bits(body: bytes) -> bytes:
    """Change one byte in the middle."""
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 0x21]) + body[middle + 1 :] if body else body


def _request(port: int, request: Request, body: bytes) -> Response:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=UPSTREAM_SECONDS)
    try:
        headers = {**request.headers, "connection": "close"}
        connection.request(request.method, request.target, body or None, headers)
        received = connection.getresponse()
        names = {name.lower(): value for name, value in received.getheaders()}
        return Response(received.status, names | _length(received), received.read())
    finally:
        connection.close()


def _length(response: http.client.HTTPResponse) -> dict[str, str]:
    return {"Content-Length": response.headers.get("Content-Length", "0")}


def _read(client: socket.socket) -> Request | None:
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


def _reset(client: socket.socket) -> None:
    """Close with RST instead of FIN, as a failing machine or a firewall does."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
