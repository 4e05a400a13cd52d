"""The process is killed at every storage call: afterwards every photo is there, and a second try succeeds at once."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from faults.bench import Bench
from faults.operations import OPERATIONS, Operation, check, opened
from faults.proxy import Fault, Proxy
from gallery.storage.account import Storage

ROOT = Path(__file__).parents[2]
WAITED = "second tries of a PUT that had to wait for five minutes"


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_a_process_that_is_killed_loses_and_doubles_nothing(operation: Operation, when: str, bench: Bench) -> None:
    """Before and after storage has acted, call by call; without --full at one call, always the same."""
    calls = range(1, calls_of(operation, bench) + 1)
    chosen = calls if bench.is_full else [random.Random(f"{operation.name} {when}").choice(calls)]
    for call in chosen:
        kill_and_check(operation, call, when, bench)


def kill_and_check(operation: Operation, call: int, when: str, bench: Bench) -> None:
    with opened(bench.storage) as (direct,):
        operation.prepare(direct)
        process = started(operation, bench.proxy, direct, Fault(call, None))
        kill = process.kill
        bench.proxy.fault = Fault(call, None, before=kill) if when == "before" else Fault(call, None, after=kill)
        answer = told(process)
        bench.proxy.start(None)
        assert not answer
        assert process.returncode == -signal.SIGKILL, "it was too quick to be killed"
        waited = bench.figures.counts[WAITED]
        check(operation, None, direct, f"{operation.name} killed {when} call {call}", bench.figures)
        assert bench.figures.counts[WAITED] == waited, "the second try had to wait"
        bench.figures.add("processes killed")


def calls_of(operation: Operation, bench: Bench) -> int:
    """How many calls a good run makes in a process of its own."""
    with opened(bench.storage) as (direct,):
        operation.prepare(direct)
        process = started(operation, bench.proxy, direct, None)
        assert told(process) in operation.truths
        return len(bench.proxy.calls)


def started(operation: Operation, proxy: Proxy, direct: Storage, fault: Fault | None) -> "subprocess.Popen[str]":
    proxy.start(fault)
    containers = [direct.photos.container_name, direct.previews.container_name]
    return subprocess.Popen(
        [sys.executable, "-m", "faults.actor", proxy.connection, *containers, operation.name],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        stdout=subprocess.PIPE,
        text=True,
    )


def told(process: "subprocess.Popen[str]") -> str:
    with process:
        said, _ = process.communicate(timeout=60)
    return said
