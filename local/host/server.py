"""The server: one thread for every connection, and an end that lets running calls finish."""

import logging
import os
import socketserver
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

import h11

from local.host.dispatch import answer
from local.host.indexing import Index
from local.host.messages import Request, Response
from local.host.wire import Refused, Wire

log = logging.getLogger("local.host")

MAX_BODY_BYTES = 104_857_600


class Server(socketserver.ThreadingTCPServer):
    """Takes connections from the beginning and answers them from `run` on."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name == "posix"  # on Windows this would let two servers share a port
    request_queue_size = 128

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Connection)
        self.index = Index()
        self.max_body_bytes = int(os.environ.get("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT") or MAX_BODY_BYTES)
        self.draining = False
        self._running = 0
        self._changed = threading.Condition()

    def run(self, index: Index) -> None:
        """Answer requests until `drain` is called."""
        self.index = index
        self.serve_forever(poll_interval=0.1)

    def drain(self, seconds: float) -> None:
        """Take no more connections and wait until the running calls have been answered."""
        self.draining = True
        self.shutdown()
        self.server_close()
        with self._changed:
            self._changed.wait_for(lambda: self._running == 0, seconds)

    @contextmanager
    def running_call(self) -> Iterator[None]:
        """Counts a call for as long as `drain` is to wait for it."""
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
        """Log what went wrong in a connection's thread."""
        log.error("A connection failed.", exc_info=sys.exception())


class Connection(socketserver.BaseRequestHandler):
    """One client's connection, with any number of requests after each other."""

    def handle(self) -> None:
        """Answer until the client or the protocol ends it."""
        wire = Wire(self.request)
        with suppress(OSError):  # the client has gone
            while self._exchange(wire):
                pass
            wire.linger()

    def _exchange(self, wire: Wire) -> bool:
        """Answer one request; false when it was the last."""
        server = cast("Server", self.server)
        try:
            request = wire.read(server.max_body_bytes)
        except Refused as error:
            log.info("request refused %d", error.status)
            wire.send(Response(error.status, (("Content-Length", "0"),)), close=True)
            return False
        if request is None:
            return False
        with server.running_call():
            self._answer(wire, request, server)
        return wire.ready_for_another()

    def _answer(self, wire: Wire, request: Request, server: Server) -> None:
        started = time.perf_counter()
        response = answer(server.index, request)
        try:
            wire.send(response, close=server.draining)
        except h11.LocalProtocolError as error:
            log.error("The connection is cut, for the response is no HTTP: %s.", error)  # noqa: TRY400 - no stack
        took = (time.perf_counter() - started) * 1000
        log.info("%s %s %d %.0f ms", request.method, request.target.url_path, response.status, took)
