"""Connections to storage that end in time, however slowly it answers, and that take nothing cut for whole."""

import http.client
import io
import socket
import time
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util import Retry

SEND_TIMEOUT = 60
"""Seconds for sending a whole photo to storage, which from one's own machine may be far away."""

POOL = 64
"""Connections that are kept for the next call."""

LONGEST_IDLE = 60
"""Seconds until one that was not used is not used again."""


def session() -> requests.Session:
    """For the Storage SDK, which tries again by itself."""
    made = _Session()
    for scheme in ("http://", "https://"):
        made.mount(scheme, _Adapter(pool_maxsize=POOL, max_retries=Retry(total=False, redirect=False)))
    return made


class _Session(requests.Session):
    """Looks up once for each host what the environment says of proxies and certificates, and not for every call."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False  # it would also look for a .netrc, and trust that more than our own key
        self._merged: dict[tuple[str, bool], Any] = {}

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        of = (urlsplit(url).netloc, bool(stream))
        if of not in self._merged:
            self._merged[of] = requests.Session().merge_environment_settings(url, proxies, stream, verify, cert)
        return self._merged[of]


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


class _InTimeReader(io.RawIOBase):
    """Reads from a socket's file until the time is over that the socket has when reading begins."""

    def __init__(self, file: io.RawIOBase, sock: socket.socket) -> None:
        super().__init__()
        self._file, self._sock = file, sock
        self._end = time.monotonic() + (sock.gettimeout() or SEND_TIMEOUT)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("The answer takes too long")
        self._sock.settimeout(left)
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """A read time-out counts from byte to byte; here the whole answer has no longer than that."""

    def __init__(self, sock: socket.socket, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self.fp = io.BufferedReader(_InTimeReader(cast("Any", self.fp).detach(), sock))

    def begin(self) -> None:
        file = self.fp
        self.fp = cast("Any", _Lines(file))
        try:
            super().begin()
        finally:
            self.fp = file


class _InTime(HTTPConnection):
    response_class: Any = _Response
    _used = 0.0

    def send(self, data: Any) -> None:
        if self.sock is not None:
            # What is left from reading the answer before, or from connecting, is too short for a large photo.
            self.sock.settimeout(SEND_TIMEOUT)
        super().send(data)
        self._used = time.monotonic()

    @property
    def is_connected(self) -> bool:
        """Whether it may be used again: what lies between forgets a connection that is silent for minutes."""
        return time.monotonic() - self._used < LONGEST_IDLE and super().is_connected


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
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            response.content  # noqa: B018 - who tries again would not read it, and its connection would stay open
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
