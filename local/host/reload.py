"""Restarts the host when a file of the app changes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from local.host.shutdown import create_stop_event, wait_briefly

SUFFIXES = {".py", ".html", ".json"}
IGNORED_FOLDERS = {"node_modules", "__pycache__"}
STOP_TIMEOUT = 20
"""Seconds; more than the host gives running calls to finish."""


def run_with_reload(app: Path, command: list[str]) -> int:
    """Run the command and restart it on changes. Return 0 when stopped, or its exit code if it ends on its own."""
    stop = create_stop_event()
    seen, child = _read_timestamps(app), _start(command)
    try:
        while not wait_briefly(stop):
            if child.poll() is not None:
                return child.returncode
            if (now := _read_timestamps(app)) != seen:
                sys.stderr.write("A file has changed. Restarting.\n")
                _stop(child)
                seen, child = now, _start(command)
        return 0
    finally:
        _stop(child)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # However this process ends, the pipe closes, and the child stops.
    return subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 - our own command line


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _read_timestamps(app: Path) -> dict[Path, int]:
    timestamps = {}
    for path in _find_files(app):
        try:
            timestamps[path] = path.stat().st_mtime_ns
        except FileNotFoundError:  # just deleted or replaced
            continue
    return timestamps


def _find_files(app: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(app):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in IGNORED_FOLDERS]
        yield from (Path(folder, name) for name in files if Path(name).suffix in SUFFIXES)
