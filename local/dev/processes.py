"""Child processes, stopped together with everything they have started."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO

from local.dev.errors import CommandError
from local.dev.paths import LOGS, ROOT, display_path

STOP_TIMEOUT = 10.0
"""Seconds that a process has to stop by itself: Azurite writes its index then."""


def start(
    command: Sequence[str], environment: Mapping[str, str], *, output: IO[str] | None = None, keep: Sequence[int] = ()
) -> subprocess.Popen[bytes]:
    """Start the command in its own process group, so that stop() reaches its children too.

    The file descriptors in `keep` stay open in it.
    """
    try:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=os.name != "nt",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            pass_fds=keep if os.name != "nt" else (),
        )
    except OSError as error:
        raise CommandError(f"Couldn't start {command[0]}: {error.strerror}.") from error


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the process and its children with SIGTERM, then with SIGKILL after STOP_TIMEOUT."""
    if os.name == "nt":
        stop_group(process.pid)
    else:
        # poll() reaps the process; until then its group isn't empty.
        stop_group(process.pid, lambda: process.poll() is not None and not _has_members(process.pid))
    process.wait()


def stop_group(group: int, has_stopped: Callable[[], bool] | None = None) -> None:
    """Stop a process group by its number, which is the id of the process that start() created."""
    if os.name == "nt":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(group)], capture_output=True, check=False)
        return
    _signal_group(group, signal.SIGTERM)
    wait_for(has_stopped or (lambda: not _has_members(group)), STOP_TIMEOUT)
    _signal_group(group, signal.SIGKILL)


@contextmanager
def run_process(
    command: Sequence[str], environment: Mapping[str, str], *, output: IO[str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Start the command for the duration of a `with` block."""
    process = start(command, environment, output=output)
    try:
        yield process
    finally:
        stop(process)


def run_to_completion(failure: str, command: Sequence[str], environment: Mapping[str, str], log: str) -> None:
    """Run a command whose output goes to a log. Raises CommandError, starting with `failure`, if it fails."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    with path.open("w", encoding="utf-8") as output, run_process(command, environment, output=output) as process:
        code = process.wait()
    if code:
        reason = _find_reason(path.read_text(encoding="utf-8", errors="replace").splitlines())
        raise CommandError(f"{failure}: {reason} (full output in {display_path(path)})")


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until the condition is true; return whether it was in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _find_reason(lines: Sequence[str]) -> str:
    lines = [line.strip() for line in lines if line.strip() and "A complete log of this run" not in line]  # npm's last
    errors = [line for line in lines if "error: " in line.lower()]
    return (errors or lines[-1:] or ["it printed nothing"])[0]


def _has_members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS raises it for a group in which only zombies are left
        return False
    return True


def _signal_group(group: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
