"""HTTP connections to storage: each response has a time limit, and an incomplete one is an error."""

import http.client
import io
import socket
import time
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from azure.core.exceptions import AzureError
from azure.core.pipeline.transport import RequestsTransport
from azure.storage.blob import LinearRetry
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util import Retry as NoRetry

from gallery.errors import clear_traceback_frames
from gallery.storage.time_limit import note_response, remaining_seconds

CONNECT_TIMEOUT = 5
READ_TIMEOUT = 20
"""Seconds for a complete response. The platform ends a request after 230 s; the SDK's defaults are longer than that."""

SEND_TIMEOUT = 60
"""Seconds for sending a photo to storage, which may be far from your machine."""

READ_SIZE = 256 * 1024
"""Bytes read from a connection at a time; the SDK's own value when it opens the connections."""

POOL_SIZE = 64
"""Open connections kept for later requests."""

MIN_TIMEOUT = 0.05
"""Seconds for a call that has no time left; 0 would mean no limit."""

REQUEST_ID = "x-ms-client-request-id"

MAX_IDLE = 60
"""Seconds after which an unused connection isn't used again."""


def open_transport() -> RequestsTransport:
    """Return a transport for the Storage SDK."""
    return _Transport(
        session=open_session(),
        connection_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        connection_data_block_size=READ_SIZE,
    )


def open_session() -> requests.Session:
    """Return a session without retries: the SDK does them."""
    session = _Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(pool_maxsize=POOL_SIZE, max_retries=NoRetry(total=False, redirect=False)))
    return session


class Retry(LinearRetry):
    """Tries a call again, unless the page's time limit has passed."""

    def increment(self, *arguments: Any, **options: Any) -> bool:
        """Return whether to try again."""
        remaining = remaining_seconds()
        return bool(super().increment(*arguments, **options)) and (remaining is None or remaining > self.backoff)


class _Transport(RequestsTransport):  # type: ignore[misc]  # azure.core loads it lazily, so mypy doesn't see its type
    def send(self, request: Any, **options: Any) -> Any:
        started, remaining = time.monotonic(), remaining_seconds()
        if remaining is not None:
            for name, usual in (("connection_timeout", CONNECT_TIMEOUT), ("read_timeout", READ_TIMEOUT)):
                options[name] = min(options.get(name, usual), max(remaining, MIN_TIMEOUT))
        try:
            response = super().send(request, **options)
            note_response(started)
            return response  # noqa: TRY300 - the error isn't note_response's
        except AzureError as error:
            clear_traceback_frames(error)  # here, because the SDK's retry policy may handle the error
            raise


class _Session(requests.Session):
    """Reads proxies and certificates from the environment once per host instead of once per request."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False  # requests would also use a .netrc, and prefer it to our key
        self._settings: dict[tuple[str, bool], Any] = {}

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        key = (urlsplit(url).netloc, bool(stream))
        if key not in self._settings:
            self._settings[key] = requests.Session().merge_environment_settings(url, proxies, stream, verify, cert)
        return self._settings[key]


class _HeadReader:
    """Reads a response's status line and headers, and rejects a line without an end."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readline(self, limit: int) -> bytes:
        """Read a line. Raises RemoteDisconnected where http.client would take a truncated head for a short one."""
        line: bytes = self._file.readline(limit)
        if not line.endswith(b"\n") and len(line) < limit:
            raise http.client.RemoteDisconnected("The response ended in its headers")
        return line

    def close(self) -> None:
        self._file.close()


class _DeadlineReader(io.RawIOBase):
    """Reads a socket's file until a deadline: the socket's timeout, counted from the start of the response."""

    def __init__(self, file: io.RawIOBase, sock: socket.socket) -> None:
        super().__init__()
        self._file, self._sock = file, sock
        self._deadline = time.monotonic() + (sock.gettimeout() or SEND_TIMEOUT)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        remaining = self._deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("The response took too long")
        self._sock.settimeout(remaining)
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """Applies the read timeout to the whole response; http.client applies it to each read from the socket."""

    def __init__(self, sock: socket.socket, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self.fp = io.BufferedReader(_DeadlineReader(cast("Any", self.fp).detach(), sock))

    def begin(self) -> None:
        file = self.fp
        self.fp = cast("Any", _HeadReader(file))
        try:
            super().begin()
        finally:
            self.fp = file


class _Connection(HTTPConnection):
    response_class: Any = _Response
    _last_used = 0.0

    def send(self, data: Any) -> None:
        if self.sock is not None:
            # The timeout left over from connecting or from the last response is too short for a large photo.
            self.sock.settimeout(SEND_TIMEOUT)
        super().send(data)
        self._last_used = time.monotonic()

    @property
    def is_connected(self) -> bool:
        """Whether it can be used again: load balancers drop connections that are idle for minutes without notice."""
        return time.monotonic() - self._last_used < MAX_IDLE and super().is_connected


class _TLSConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


def _check_request_id(request: requests.PreparedRequest, response: requests.Response) -> None:
    """Raise ConnectionError if the response belongs to another request. The service returns each request's id."""
    sent, returned = request.headers.get(REQUEST_ID), response.headers.get(REQUEST_ID)
    if sent and returned and sent != returned:
        # This closes the connection, which would deliver the response to this request to the next one.
        response.raw.close()
        response.close()
        raise requests.ConnectionError("The response belongs to another request")


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        response = super().send(request, *arguments, **options)
        _check_request_id(request, response)
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            response.content  # noqa: B018 - the SDK doesn't read it before a retry, and the connection would stay open
        is_corrupt = response.headers.get("x-ms-error-code") == "Md5Mismatch"
        if is_corrupt or response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            # The SDK retries a 503, but neither a 429 nor a body that was corrupted on its way to storage.
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        has_range = "Range" in request.headers or "x-ms-range" in request.headers
        if response.status_code == HTTPStatus.PARTIAL_CONTENT and not has_range:
            response.close()
            raise requests.ConnectionError("The response to a request without a range is partial")
        return response
