"""The host's process: settings, app, server, and an orderly end."""

import atexit
import ipaddress
import logging
import multiprocessing
import os
import queue
import sys
import threading
from logging.handlers import QueueHandler, QueueListener
from pathlib import Path

from local.host.app_settings import BadSettings, load_local_settings
from local.host.indexing import Index, index_app
from local.host.server import Server
from local.host.stopping import stop_on_signals, stop_when_stdin_ends, wait

GRACE_SECONDS = 10
"""How long running calls may take to end."""
EXIT_SECONDS = 5
"""How long the app's own threads and processes may take to end after that."""


def serve(app: Path, settings: Path, address: tuple[str, int], *, until_stdin_ends: bool) -> int:
    """Run the app until told to stop. Returns the exit code."""
    _log()
    stop = stop_on_signals()
    if until_stdin_ends:
        stop_when_stdin_ends(stop)
    if ipaddress.ip_address(address[0]).is_loopback:
        # What Core Tools say too; an app that others can reach must not take itself for a toy.
        os.environ.setdefault("AZURE_FUNCTIONS_ENVIRONMENT", "Development")
    try:
        load_local_settings(settings)
        server = Server(address)
    except (BadSettings, OSError) as error:
        sys.stderr.write(f"The host can't start on {address[0]}:{address[1]}: {error}\n")
        return 1
    index = index_app(app)
    threading.Thread(target=server.run, args=(index,), daemon=True).start()
    _announce(index, f"http://{address[0]}:{server.server_address[1]}")
    while not wait(stop):
        pass
    _end(server)
    return 0


def _log() -> None:
    """Everybody's lines, written by a thread of their own: calls would wait for each other's."""
    lines: queue.SimpleQueue[object] = queue.SimpleQueue()
    logging.basicConfig(level=logging.INFO, format="%(message)s", handlers=[QueueHandler(lines)])
    writer = logging.StreamHandler()
    writer.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S"))
    listener = QueueListener(lines, writer)
    listener.start()
    atexit.register(listener.stop)


def _announce(index: Index, url: str) -> None:
    for function in index.functions:
        sys.stdout.write(f"  {function.name}: {', '.join(sorted(function.methods)) or 'every method'}\n")
    sys.stdout.write(f"Listening on {url}\n")
    sys.stdout.flush()


def _end(server: Server) -> None:
    server.drain(GRACE_SECONDS)
    # A thread or process of the app that does not end would keep this one alive for ever.
    last_resort = threading.Timer(EXIT_SECONDS, os._exit, (0,))
    last_resort.daemon = True
    last_resort.start()
    for child in multiprocessing.active_children():
        child.terminate()
