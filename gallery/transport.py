"""Connections to storage that end in time, however slowly it answers, and that take nothing cut for whole."""

import http.client
import socket
from contextlib import suppress
from http import HTTPStatus
from threading import Timer
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util import Retry

SEND_TIMEOUT = 60
"""Seconds for sending a whole photo to storage, which from one's own machine may be far away."""

POOL = 64
"""Connections that are kept for the next call."""


def session() -> requests.Session:
    """For the Storage SDK, which tries again by itself."""
    made = requests.Session()
    for scheme in ("http://", "https://"):
        made.mount(scheme, _Adapter(pool_maxsize=POOL, max_retries=Retry(total=False, redirect=False)))
    return made


class _Lines:
    """A response's file for as long as its head is read: a line without its end is no line."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readline(self, limit: int) -> bytes:
        """The next line. Raises RemoteDisconnected where http.client would take a cut head for a short one."""
        line: bytes = self._file.readline(limit)
        if not line.endswith(b"\n") and len(line) < limit:
            raise http.client.RemoteDisconnected("The answer ended in its head")
        return line

    def close(self) -> None:
        """As the file."""
        self._file.close()


class _Response(http.client.HTTPResponse):
    def begin(self) -> None:
        file = self.fp
        self.fp = cast("Any", _Lines(file))
        try:
            super().begin()
        finally:
            self.fp = file


class _InTime(HTTPConnection):
    """A read time-out counts from byte to byte; here the whole answer has no longer than that."""

    response_class: Any = _Response
    _end: Timer | None = None

    def connect(self) -> None:
        super().connect()
        self.sock.settimeout(SEND_TIMEOUT)

    def send(self, data: Any) -> None:
        self._go_on()
        if self.sock is not None:
            # What is left from reading the answer before, or from connecting, is too short for a large photo.
            self.sock.settimeout(SEND_TIMEOUT)
        super().send(data)

    def getresponse(self) -> Any:
        if isinstance(self.timeout, int | float) and self.sock is not None:
            self._end = Timer(self.timeout, _hang_up, [self.sock])
            self._end.daemon = True
            self._end.start()
        return super().getresponse()

    def close(self) -> None:
        self._go_on()
        super().close()

    def _go_on(self) -> None:
        """A connection that lies in the pool when its time is over is not used again; one that is used has new time."""
        if self._end:
            self._end.cancel()
            self._end = None


class _InTimeWithTLS(_InTime, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _InTime


class _PoolWithTLS(HTTPSConnectionPool):
    ConnectionCls = _InTimeWithTLS


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _PoolWithTLS}

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        response = super().send(request, *arguments, **options)
        altered = response.headers.get("x-ms-error-code") == "Md5Mismatch"
        if altered or response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            # The SDK tries 503 again, but neither 429 nor what was altered on its way to storage.
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        if response.status_code == HTTPStatus.PARTIAL_CONTENT and not _asks_for_part(request):
            response.close()
            raise requests.ConnectionError("A part came as the answer to what asked for the whole")
        return response


def _asks_for_part(request: requests.PreparedRequest) -> bool:
    return bool({"range", "x-ms-range"} & {name.lower() for name in request.headers})


def _hang_up(sock: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
