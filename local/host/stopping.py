"""How a process of the bundled host is told to stop, on every platform."""

import os
import signal
import threading

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
POLL_SECONDS = 0.5


def stop_on_signals() -> threading.Event:
    """An event that Ctrl-C, SIGTERM, a closed terminal and, on Windows, Ctrl-Break set."""
    stop = threading.Event()
    for name in SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stop.set())
    return stop


def wait(stop: threading.Event) -> bool:
    """Wait a moment; true when it is time to stop. Windows runs no signal handler during an endless wait."""
    return stop.wait(POLL_SECONDS)


def stop_when_stdin_ends(stop: threading.Event) -> None:
    """Set the event when the other end of standard input is closed, or its process has died."""
    threading.Thread(target=_watch_stdin, args=(stop,), daemon=True).start()


def _watch_stdin(stop: threading.Event) -> None:
    # Not sys.stdin: its lock, held by a daemon thread, makes the interpreter abort at exit.
    while os.read(0, 1024):
        pass
    stop.set()
