"""The host's process: settings, app, server and an orderly shutdown."""

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
from local.host.shutdown import create_stop_event, stop_when_stdin_ends, wait_briefly

CALL_TIMEOUT = 10
"""Seconds that running calls have to finish."""
EXIT_TIMEOUT = 5
"""Seconds that the app's own threads and processes have to finish after that."""


def serve(app: Path, settings: Path, address: tuple[str, int], *, until_stdin_ends: bool) -> int:
    """Run the app until asked to stop. Return the exit code."""
    _configure_logging()
    stop = create_stop_event()
    if until_stdin_ends:
        stop_when_stdin_ends(stop)
    if ipaddress.ip_address(address[0]).is_loopback:
        # As Core Tools does. An app that other machines can reach mustn't run with a developer's defaults.
        os.environ.setdefault("AZURE_FUNCTIONS_ENVIRONMENT", "Development")
    try:
        load_local_settings(settings)
        server = Server(address)
    except (BadSettings, OSError) as error:
        sys.stderr.write(f"The host can't start on {address[0]}:{address[1]}: {error}\n")
        return 1
    index = index_app(app)
    threading.Thread(target=server.run, args=(index,), daemon=True).start()
    _print_functions(index, f"http://{address[0]}:{server.server_address[1]}")
    while not wait_briefly(stop):
        pass
    _shut_down(server)
    return 0


def _configure_logging() -> None:
    """Write all log lines in one thread, so that calls don't wait for each other's output."""
    lines: queue.SimpleQueue[object] = queue.SimpleQueue()
    logging.basicConfig(level=logging.INFO, format="%(message)s", handlers=[QueueHandler(lines)])
    writer = logging.StreamHandler()
    writer.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S"))
    listener = QueueListener(lines, writer)
    listener.start()
    atexit.register(listener.stop)


def _print_functions(index: Index, url: str) -> None:
    for function in index.functions:
        sys.stdout.write(f"  {function.name}: {', '.join(sorted(function.methods)) or 'every method'}\n")
    sys.stdout.write(f"Listening on {url}\n")
    sys.stdout.flush()


def _shut_down(server: Server) -> None:
    server.drain(CALL_TIMEOUT)
    # The app's threads or processes could keep this process alive forever.
    last_resort = threading.Timer(EXIT_TIMEOUT, os._exit, (0,))
    last_resort.daemon = True
    last_resort.start()
    for child in multiprocessing.active_children():
        child.terminate()
