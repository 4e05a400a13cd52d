"""Stands between the gallery and Azurite, counts the calls, and breaks one of them or all from one on."""

import http.client
import select
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

import h11

UPSTREAM_SECONDS = 30
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
BROKEN = '<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>Broken on purpose.</Message></Error>'
CODES = {500: "InternalError", 403: "AuthenticationFailed", 503: "ServerBusy", 429: "TooManyRequests"}


class Way(Enum):
    """What can happen to a call."""

    REFUSED = "connection reset before a byte was read"
    RESET_BEFORE = "reset before the service acted"
    RESET_AFTER = "reset after the service acted"
    ERROR_500 = "500"
    BUSY_503 = "503 ServerBusy"
    LIMITED_429 = "429"
    LOCKED_403 = "403 AuthenticationFailed"
    CUT = "answer cut in the middle of its body"
    CUT_HEAD = "answer cut in its head"
    STALLED = "no answer at all"
    SLOW = "answer a byte at a time"
    WRONG_STORED = "wrong bytes reach the service"
    WRONG_ANSWER = "wrong bytes reach the gallery"
    DUPLICATE = "answer sent twice on a connection that stays open"
    REPEATED = "request sent twice, the second answer given"
    WRONG_ETAG = "wrong ETag"
    PARTIAL = "206 for 200"


BEFORE = {Way.RESET_BEFORE, Way.ERROR_500, Way.BUSY_503, Way.LIMITED_429, Way.LOCKED_403, Way.STALLED}
STATUS = {Way.ERROR_500: 500, Way.BUSY_503: 503, Way.LIMITED_429: 429, Way.LOCKED_403: 403}


@dataclass(frozen=True)
class Fault:
    """Breaks the call of this number, counted from 1; with `lasting` also all that follow."""

    call: int
    way: Way | None
    lasting: bool = False
    before: Callable[[], object] | None = None
    """Done instead of giving the call to the service."""
    after: Callable[[], object] | None = None
    """Done when the service has acted, before anybody gets its answer."""

    def hits(self, number: int) -> bool:
        """Whether it breaks the call of this number."""
        return number == self.call or (self.lasting and number > self.call)


@dataclass(frozen=True)
class Request:
    """A call, whole."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What the service says."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def on_the_wire(self, *, keep: bool = False) -> bytes:
        """As HTTP/1.1."""
        length = self.headers.get("Content-Length", "0") if not self.body else str(len(self.body))
        kept = [f"{name}: {value}" for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP]
        lines = [f"HTTP/1.1 {self.status} Any", *kept, f"Content-Length: {length}"]
        lines.append("Connection: keep-alive" if keep else "Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


@dataclass
class Proxy:
    """Counts and breaks; healthy while `fault` is None."""

    connection: str
    """Connection string that leads through the proxy."""
    upstream: int
    fault: Fault | None = None
    calls: list[str] = field(default_factory=list)
    broken: int = 0
    slow_byte_seconds: float = 0.05
    _lock: threading.Condition = field(default_factory=threading.Condition)
    _count: int = 0
    _at_work: int = 0

    def start(self, fault: Fault | None) -> None:
        """Counts from 1 again, with another fault or none."""
        with self._lock:
            self.calls.clear()
            self.fault, self._count, self.broken = fault, 0, 0

    def next_fault(self) -> Fault | None:
        """The fault of the call that begins now, None when it is to go well."""
        with self._lock:
            self._count += 1
            fault = self.fault if self.fault and self.fault.hits(self._count) else None
            self.broken += fault is not None
            return fault

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """For as long as a call is on its way."""
        with self._lock:
            self._at_work += 1
        try:
            yield
        finally:
            with self._lock:
                self._at_work -= 1
                self._lock.notify_all()

    def settle(self) -> None:
        """Is healthy from now on, and waits until no call is on its way any more, also of those that have given up."""
        self.start(None)
        with self._lock:
            assert self._lock.wait_for(lambda: not self._at_work, UPSTREAM_SECONDS), "a call goes on for ever"


@contextmanager
def fault_proxy(storage: str) -> Iterator[Proxy]:
    """A proxy before the storage of this connection string."""
    endpoint = storage.partition("BlobEndpoint=")[2].partition(";")[0] or "http://127.0.0.1:10000/devstoreaccount1"
    upstream = int(urlsplit(endpoint).port or 0)

    class Connection(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError, h11.RemoteProtocolError):
                while self._is_kept():
                    select.select([self.request], [], [], UPSTREAM_SECONDS)
                    if not self.request.recv(1, socket.MSG_PEEK):
                        return

        def _is_kept(self) -> bool:
            with proxy.at_work():
                return _exchange(self.request, proxy)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads, block_on_close, request_queue_size = True, False, 128

    with Server(("127.0.0.1", 0), Connection) as server:
        address = endpoint.replace(f":{upstream}/", f":{server.server_address[1]}/")
        proxy = Proxy(storage.replace(endpoint, address), upstream)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield proxy
        server.shutdown()


def _exchange(client: socket.socket, proxy: Proxy) -> bool:
    """One call; whether the connection stays open."""
    fault = proxy.next_fault()
    way = fault.way if fault else None
    if way is Way.REFUSED:
        _reset(client)
        return False
    request = _read(client)
    if request is None:
        return False
    proxy.calls.append(f"{request.method} {request.target}")
    if fault and fault.before:
        fault.before()
        return False
    if way and way in BEFORE:
        _break_before(client, way)
        return False
    answer = _forwarded(proxy, request, way)
    if fault and fault.after:
        fault.after()
    if way is Way.CUT_HEAD or (way is Way.CUT and not answer.body):
        head = answer.on_the_wire()[: -len(answer.body) or None]
        # Another place for every call, so that a sweep cuts between and within many headers.
        client.sendall(head[: 15 + len(proxy.calls) * 37 % (len(head) - 17)])
        return False
    return _give(client, answer, way, proxy)


def _break_before(client: socket.socket, way: Way) -> None:
    if way is Way.RESET_BEFORE:
        _reset(client)
    elif way is Way.STALLED:
        select.select([client], [], [], UPSTREAM_SECONDS)
    else:
        status = STATUS[way]
        headers = {"Content-Type": "application/xml", "x-ms-error-code": CODES[status]}
        client.sendall(Answer(status, headers, BROKEN.format(code=CODES[status]).encode()).on_the_wire())


def _forwarded(proxy: Proxy, request: Request, way: Way | None) -> Answer:
    body = _altered(request.body) if way is Way.WRONG_STORED else request.body
    if way is Way.REPEATED:
        _ask(proxy.upstream, request, body)
    return _ask(proxy.upstream, request, body)


def _give(client: socket.socket, answer: Answer, way: Way | None, proxy: Proxy) -> bool:
    wire = _spoilt(answer, way).on_the_wire(keep=way is Way.DUPLICATE)
    if way is Way.RESET_AFTER:
        _reset(client)
    elif way is Way.CUT:
        client.sendall(wire[: len(wire) - (len(answer.body) + 1) // 2])
    elif way is Way.SLOW:
        for byte in wire:
            client.sendall(bytes([byte]))
            time.sleep(proxy.slow_byte_seconds)
    else:
        client.sendall(wire * 2 if way is Way.DUPLICATE else wire)
    return way is Way.DUPLICATE


def _spoilt(answer: Answer, way: Way | None) -> Answer:
    if way is Way.WRONG_ANSWER:
        return Answer(answer.status, answer.headers, _altered(answer.body))
    if way is Way.WRONG_ETAG:
        return Answer(answer.status, {**answer.headers, "etag": '"0x8D0000000000001"'}, answer.body)
    if way is Way.PARTIAL and answer.status == http.client.OK:
        return Answer(206, answer.headers, answer.body)
    return answer


def _altered(body: bytes) -> bytes:
    """One byte in the middle is another one."""
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 0x21]) + body[middle + 1 :] if body else body


def _ask(port: int, request: Request, body: bytes) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=UPSTREAM_SECONDS)
    try:
        headers = {**request.headers, "connection": "close"}
        connection.request(request.method, request.target, body or None, headers)
        response = connection.getresponse()
        return Answer(
            response.status,
            {name.lower(): value for name, value in response.getheaders()} | _length(response),
            response.read(),
        )
    finally:
        connection.close()


def _length(response: http.client.HTTPResponse) -> dict[str, str]:
    return {"Content-Length": response.headers.get("Content-Length", "0")}


def _read(client: socket.socket) -> Request | None:
    wire = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 17)
    head: Any = _event(wire, client)
    if not isinstance(head, h11.Request):
        return None
    parts = []
    while isinstance(event := _event(wire, client), h11.Data):
        parts.append(event.data)
    headers = {name.decode(): value.decode("latin-1") for name, value in head.headers}
    return Request(head.method.decode(), head.target.decode(), headers, b"".join(map(bytes, parts)))


def _event(wire: h11.Connection, client: socket.socket) -> object:
    while (event := wire.next_event()) is h11.NEED_DATA:
        if wire.they_are_waiting_for_100_continue:
            client.sendall(wire.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
        wire.receive_data(client.recv(1 << 18))
    return event


def _reset(client: socket.socket) -> None:
    """Closes with RST instead of FIN, as a dying machine or a firewall does."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
