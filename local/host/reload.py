"""Starts the host again whenever a file of the app changes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from local.host.stopping import stop_on_signals, wait

SUFFIXES = {".py", ".html", ".json"}
LEFT_OUT = {"node_modules", "__pycache__"}
STOP_SECONDS = 20
"""Longer than the host gives running calls to end."""


def watch(app: Path, command: list[str]) -> int:
    """Keep the command running until told to stop; its exit code when it ends by itself."""
    stop = stop_on_signals()
    seen, child = _stamps(app), _start(command)
    try:
        while not wait(stop):
            if child.poll() is not None:
                return child.returncode
            if (now := _stamps(app)) != seen:
                sys.stderr.write("A file has changed: starting again.\n")
                _end(child)
                seen, child = now, _start(command)
        return 0
    finally:
        _end(child)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # The pipe is a leash: it closes when this process ends, by whatever means, and the child then stops by itself.
    return subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 - our own command line


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _stamps(app: Path) -> dict[Path, int]:
    """When each file of the app was changed last."""
    stamps = {}
    for path in _files(app):
        try:
            stamps[path] = path.stat().st_mtime_ns
        except FileNotFoundError:  # deleted or replaced just now
            continue
    return stamps


def _files(app: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(app):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in LEFT_OUT]
        yield from (Path(folder, name) for name in files if Path(name).suffix in SUFFIXES)
