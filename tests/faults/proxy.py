"""A proxy between the gallery and Azurite that counts calls, and breaks one of them or all from one on."""

import http.client
import select
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import h11

from faults import lies
from faults.failures import BEFORE, FALSE_STATUS, LISTINGS, STATUS, Failure, Fault
from faults.wire import UPSTREAM_SECONDS, Request, Response, read_request, reset, send

BROKEN = '<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>Broken on purpose.</Message></Error>'
CODES = {500: "InternalError", 403: "AuthenticationFailed", 503: "ServerBusy", 429: "TooManyRequests"}


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
    kept: list[Request] = field(default_factory=list)
    """Writes that deliver_late() sends to the service, in their order."""
    withheld: dict[str, Response] = field(default_factory=dict)
    """Pages of listings, by path and prefix, for which an empty one was sent."""
    _lock: threading.Condition = field(default_factory=threading.Condition)
    _count: int = 0
    _active: int = 0
    _sockets: set[socket.socket] = field(default_factory=set)
    """The one that listens, and those of all open connections."""

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

    def deliver_late(self) -> list[tuple[str, int]]:
        """Send the kept writes to the service, whether they have reached it before or not; return their statuses."""
        late, self.kept = self.kept, []
        return [(str(request), send(self.upstream, request).status) for request in late]

    def settle(self) -> None:
        """Stop breaking calls, and wait until none is active.

        That includes calls whose client has given up, and those of a killed process that no thread has read yet.
        """
        self.start(None)
        with self._lock:
            assert self._lock.wait_for(self._is_idle, UPSTREAM_SECONDS), "a call never ends"

    def accept(self, listener: socket.socket) -> tuple[socket.socket, Any]:
        """Accept a connection."""
        with self._lock:
            accepted = listener.accept()
            self._sockets |= {listener, accepted[0]}
        return accepted

    def forget(self, connection: socket.socket) -> None:
        """Note that a connection is closed."""
        with self._lock:
            self._sockets.discard(connection)
            self._lock.notify_all()

    def _is_idle(self) -> bool:
        try:
            return not self._active and not select.select(self._sockets, [], [], 0)[0]
        except (OSError, ValueError):  # Its thread has closed one, and is about to forget it.
            return False


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

        def get_request(self) -> tuple[socket.socket, Any]:
            return proxy.accept(self.socket)

        def shutdown_request(self, request: Any) -> None:
            super().shutdown_request(request)
            proxy.forget(request)

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
        reset(client)
        return False
    request = read_request(client)
    if request is None:
        return False
    proxy.calls.append(str(request))
    if fault and fault.is_kept and request.is_write:
        proxy.kept.append(request)
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
        reset(client)
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
        send(proxy.upstream, request, body)
    return send(proxy.upstream, request, body)


def _send(client: socket.socket, response: Response, failure: Failure | None, proxy: Proxy, method: str) -> bool:
    wire = _corrupt(response, failure).encode(keep_alive=failure is Failure.DUPLICATE, off_by=_off_by(failure))
    if failure is Failure.RESET_AFTER:
        reset(client)
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
