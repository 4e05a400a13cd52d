"""How a process is asked to stop, on every platform. Standard library only: dev.py uses it too."""

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

STOP_SIGNALS = tuple(
    signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)
"""Ctrl-C, SIGTERM, a closed terminal and, on Windows, Ctrl-Break."""

POLL_SECONDS = 0.5


def handle_stop_signals(handler: Callable[[int, FrameType | None], object]) -> None:
    """Call the handler on every stop signal."""
    for number in STOP_SIGNALS:
        # nohup ignores SIGHUP on purpose. An ignored SIGINT is handled anyway: scripts ignore it in background jobs.
        if number.name != "SIGHUP" or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handler)


def create_stop_event() -> threading.Event:
    """Return an event that any stop signal sets."""
    stop = threading.Event()
    handle_stop_signals(lambda *_: stop.set())
    return stop


def wait_briefly(stop: threading.Event) -> bool:
    """Wait half a second; true when it's time to stop. Windows runs no signal handlers during an endless wait."""
    return stop.wait(POLL_SECONDS)


def stop_when_stdin_ends(stop: threading.Event) -> None:
    """Set the event when the other end of standard input is closed or its process dies."""
    threading.Thread(target=_watch_stdin, args=(stop,), daemon=True).start()


def _watch_stdin(stop: threading.Event) -> None:
    # Not sys.stdin: a daemon thread holding its lock makes the interpreter abort at exit.
    while os.read(0, 1024):
        pass
    stop.set()
