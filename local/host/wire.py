"""HTTP/1.1 on one connection: h11 implements the protocol; the limits are the real host's."""

import io
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
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
MIN_BODY_RATE = 240
"""Bytes per second, after the first BODY_GRACE_SECONDS; also the longest pause."""
BODY_GRACE_SECONDS = 5
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

    def read_head(self, max_body_bytes: int) -> Request | None:
        """Return the next request, still without its body, or None at the end. Raises RequestRefused."""
        head = self._next_event()
        if not isinstance(head, h11.Request):
            return None
        _check_size(head)
        try:
            target = parse_target(head.target.decode("ascii"))
        except BadTarget:
            raise RequestRefused(HTTPStatus.BAD_REQUEST) from None
        request = Request(head.method.decode(), target, _join_repeated(head.headers), b"")
        if request.body_length > max_body_bytes:
            raise RequestRefused(HTTPStatus.INTERNAL_SERVER_ERROR)
        return request

    def read_body(self, request: Request, max_body_bytes: int) -> Request:
        """Return the request with its body. Raises RequestRefused."""
        # The real host passes on an empty body when the request has no Content-Length.
        keep, body, received, started = request.body_length > 0, io.BytesIO(), 0, time.monotonic()
        with self._allow_pauses(BODY_GRACE_SECONDS):
            while isinstance(event := self._next_event(), h11.Data):
                received += len(event.data)
                if received > max_body_bytes or _is_too_slow(received, time.monotonic() - started):
                    raise RequestRefused(HTTPStatus.INTERNAL_SERVER_ERROR)
                if keep:
                    body.write(event.data)
        return replace(request, body=body.getvalue())

    def send(self, response: Response, *, close: bool = False) -> None:
        """Send a response, chunked if it has no Content-Length. Send nothing to a client that won't send any more.

        The real host, too, takes a closed sending side for a disconnected client.
        """
        if self._has_ended():
            return
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

    @contextmanager
    def _allow_pauses(self, seconds: float) -> Iterator[None]:
        self._socket.settimeout(seconds)
        try:
            yield
        except TimeoutError:
            raise RequestRefused(HTTPStatus.INTERNAL_SERVER_ERROR) from None
        finally:
            self._socket.settimeout(IDLE_SECONDS)

    def _next_event(self) -> object:
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                if self._http.they_are_waiting_for_100_continue:
                    self._socket.sendall(self._http.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
                if not (data := self._socket.recv(RECEIVE_BYTES)):
                    raise ConnectionAbortedError
                self._http.receive_data(data)
        except h11.RemoteProtocolError as error:
            raise RequestRefused(error.error_status_hint) from None
        return event

    def _has_ended(self) -> bool:
        self._socket.settimeout(0)
        try:
            return not self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True
        finally:
            self._socket.settimeout(IDLE_SECONDS)


def _is_too_slow(received: int, seconds: float) -> bool:
    return seconds > BODY_GRACE_SECONDS and received < seconds * MIN_BODY_RATE


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
