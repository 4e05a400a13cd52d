"""The server: one thread per connection, and a shutdown that lets running calls finish."""

import logging
import os
import re
import socketserver
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

import h11

from local.host.body_budget import BodyBudget
from local.host.dispatch import handle_request
from local.host.indexing import Index
from local.host.messages import Request, Response
from local.host.wire import RequestRefused, Wire

log = logging.getLogger("local.host")

SHARE_SECRET = re.compile("^/+s/+[^/]*", re.IGNORECASE)
"""The part of a path that lets everyone in who reads it, so the log doesn't have it."""

MAX_BODY_BYTES = 104_857_600


class Server(socketserver.ThreadingTCPServer):
    """Listens as soon as it's created; `run` starts handling requests."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name == "posix"  # on Windows it would let two servers share a port
    request_queue_size = 128

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Connection)
        self.index = Index()
        self.max_body_bytes = int(os.environ.get("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT") or MAX_BODY_BYTES)
        self.is_draining = False
        self.bodies = BodyBudget()
        self._running = 0
        self._changed = threading.Condition()

    def run(self, index: Index) -> None:
        """Handle requests until `drain` is called."""
        self.index = index
        self.serve_forever(poll_interval=0.1)

    def drain(self, seconds: float) -> None:
        """Stop accepting connections and wait until the running calls have finished."""
        self.is_draining = True
        self.shutdown()
        self.server_close()
        with self._changed:
            self._changed.wait_for(lambda: self._running == 0, seconds)

    @contextmanager
    def track_call(self) -> Iterator[None]:
        """Count a running call, so that `drain` waits for it."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        with self._changed:
            self._running += change
            self._changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - socketserver's signature
        """Log an exception in a connection's thread."""
        log.error("A connection failed.", exc_info=sys.exception())


class Connection(socketserver.BaseRequestHandler):
    """One client's connection, with any number of requests."""

    def handle(self) -> None:
        """Handle requests until the client or the protocol ends the connection."""
        wire = Wire(self.request)
        with suppress(OSError):  # the client has disconnected
            while self._handle_request(wire):
                pass
            wire.linger()

    def _handle_request(self, wire: Wire) -> bool:
        """Handle one request; return whether another one can follow."""
        server = cast("Server", self.server)
        try:
            head = wire.read_head(server.max_body_bytes)
            if head is None:
                return False
            with server.bodies.reserve(head.body_length):
                request = wire.read_body(head, server.max_body_bytes)
                with server.track_call():
                    self._respond(wire, request, server)
        except RequestRefused as error:
            log.info("Request refused: %d", error.status)
            wire.send(Response(error.status, (("Content-Length", "0"),)), close=True)
            return False
        return wire.prepare_for_next()

    def _respond(self, wire: Wire, request: Request, server: Server) -> None:
        started = time.perf_counter()
        response = handle_request(server.index, request)
        try:
            wire.send(response, close=server.is_draining)
        except h11.LocalProtocolError as error:
            log.error("Closing the connection: the response isn't valid HTTP: %s.", error)  # noqa: TRY400 - no stack
        elapsed = (time.perf_counter() - started) * 1000
        path = SHARE_SECRET.sub("/s/…", request.target.url_path)
        log.info("%s %s %d %.0f ms", request.method, path, response.status, elapsed)
