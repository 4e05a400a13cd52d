"""Child processes that end together with everything they have started."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO

from local.dev.errors import CommandError
from local.dev.paths import LOGS, ROOT, shown

PATIENCE = 10.0
"""Seconds that a process has for ending by itself: Azurite writes its index then."""


def start(
    command: Sequence[str], environment: Mapping[str, str], *, output: IO[str] | None = None, keep: Sequence[int] = ()
) -> subprocess.Popen[bytes]:
    """The command in a process group of its own, so that end() reaches its children too.

    `keep` are file descriptors that stay open in it.
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
        raise CommandError(f"{command[0]} can't be started: {error.strerror}.") from error


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and its children: politely first, by force after PATIENCE."""
    if os.name == "nt":
        end_group(process.pid)
    else:
        # Collecting the process on every look lets its group become empty.
        end_group(process.pid, lambda: process.poll() is not None and not _has_members(process.pid))
    process.wait()


def end_group(group: int, ended: Callable[[], bool] | None = None) -> None:
    """Ends a process group by its number: that of the process that start() made."""
    if os.name == "nt":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(group)], capture_output=True, check=False)
        return
    _signal(group, signal.SIGTERM)
    wait_for(ended or (lambda: not _has_members(group)), PATIENCE)
    _signal(group, signal.SIGKILL)


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str], *, output: IO[str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """start() for the length of a `with` block, whatever ends that."""
    process = start(command, environment, output=output)
    try:
        yield process
    finally:
        end(process)


def run(failure: str, command: Sequence[str], environment: Mapping[str, str], log: str) -> None:
    """Waits for a command that prints into a log; `failure` opens the sentence for when it fails."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    with path.open("w", encoding="utf-8") as output, running(command, environment, output=output) as process:
        code = process.wait()
    if code:
        reason = _reason(path.read_text(encoding="utf-8", errors="replace").splitlines())
        raise CommandError(f"{failure}: {reason} (everything it said is in {shown(path)})")


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _reason(lines: Sequence[str]) -> str:
    said = [line.strip() for line in lines if line.strip()]
    errors = [line for line in said if "error: " in line.lower()]
    return (errors or said[-1:] or ["it said nothing"])[0]


def _has_members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS says so of a group that has only zombies left
        return False
    return True


def _signal(group: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
