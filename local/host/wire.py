"""HTTP/1.1 on one connection: h11 implements the protocol; the limits are the real host's."""

import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from email.utils import formatdate
from http import HTTPStatus

import h11

from local.host.messages import Request, Response
from local.host.urls import BadTarget, parse_target

MAX_TARGET_BYTES = 8 * 1024
MAX_HEADER_BYTES = 32 * 1024
MAX_HEADERS = 100
IDLE_SECONDS = 130
LINGER_SECONDS = 5
RECEIVE_BYTES = 256 * 1024


class RequestRefused(Exception):
    """A request that never reaches a function. The connection is closed after the response."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Wire:
    """Reads requests from a socket and sends responses. An OSError means the client has disconnected."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._socket.settimeout(IDLE_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_TARGET_BYTES + MAX_HEADER_BYTES)

    def read(self, max_body_bytes: int) -> Request | None:
        """Return the next request with its whole body, or None at the end. Raises RequestRefused."""
        head = self._next_event()
        if not isinstance(head, h11.Request):
            return None
        _check_size(head)
        try:
            target = parse_target(head.target.decode("ascii"))
        except BadTarget:
            raise RequestRefused(HTTPStatus.BAD_REQUEST) from None
        headers = _join_repeated(head.headers)
        body = self._read_body(int(headers.get("content-length", 0)), max_body_bytes)
        # The real host passes on an empty body when the request has no Content-Length.
        return Request(head.method.decode(), target, headers, b"" if "transfer-encoding" in headers else body)

    def send(self, response: Response, *, close: bool = False) -> None:
        """Send a response, chunked if it has no Content-Length."""
        headers = [*response.headers, ("Date", formatdate(usegmt=True))]
        if close:
            headers.append(("Connection", "close"))
        head = h11.Response(status_code=response.status, headers=headers, reason=_get_reason(response.status))
        data = [self._http.send(head)]
        if response.body:
            data.append(self._http.send(h11.Data(data=response.body)))
        data.append(self._http.send(h11.EndOfMessage()))
        self._socket.sendall(b"".join(filter(None, data)))

    def prepare_for_next(self) -> bool:
        """Prepare for another request; return false if the connection can't be reused."""
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        self._http.start_next_cycle()
        return True

    def linger(self) -> None:
        """Let the client finish sending. Closing immediately would reset the connection and lose our response."""
        deadline = time.monotonic() + LINGER_SECONDS
        self._socket.shutdown(socket.SHUT_WR)
        self._socket.settimeout(1)
        while self._socket.recv(RECEIVE_BYTES) and time.monotonic() < deadline:
            pass

    def _read_body(self, length: int, limit: int) -> bytes:
        if length > limit:
            raise RequestRefused(HTTPStatus.INTERNAL_SERVER_ERROR)
        body = bytearray()
        while isinstance(event := self._next_event(), h11.Data):
            body += event.data
            if len(body) > limit:
                raise RequestRefused(HTTPStatus.INTERNAL_SERVER_ERROR)
        return bytes(body)

    def _next_event(self) -> object:
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                if self._http.they_are_waiting_for_100_continue:
                    self._socket.sendall(self._http.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
                self._http.receive_data(self._socket.recv(RECEIVE_BYTES))
        except h11.RemoteProtocolError as error:
            raise RequestRefused(error.error_status_hint) from None
        return event


def _check_size(head: h11.Request) -> None:
    if len(head.target) > MAX_TARGET_BYTES:
        raise RequestRefused(HTTPStatus.REQUEST_URI_TOO_LONG)
    size = sum(len(name) + len(value) for name, value in head.headers)
    if size > MAX_HEADER_BYTES or len(head.headers) > MAX_HEADERS:
        raise RequestRefused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)


def _join_repeated(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("ascii"), raw_value.decode("utf-8", "replace")
        separator = "; " if name == "cookie" else ","
        joined[name] = f"{joined[name]}{separator}{value}" if name in joined else value
    return joined


def _get_reason(status: int) -> str:
    with suppress(ValueError):
        return HTTPStatus(status).phrase
    return ""
