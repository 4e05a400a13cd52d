"""After a process is killed at any storage call, every photo still exists, and a retry succeeds at once."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from faults.bench import Bench
from faults.checks import check
from faults.failures import Fault
from faults.figures import DELAYED_RETRIES, KILLED
from faults.operations import OPERATIONS, Operation
from faults.proxy import Proxy
from faults.storages import open_storages
from gallery.storage.account import Storage

ROOT = Path(__file__).parents[2]


@pytest.mark.sampled(5)
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_a_killed_process_loses_and_duplicates_nothing(operation: Operation, when: str, bench: Bench) -> None:
    """Before and after storage acts, at every call; without --full at one call, always the same."""
    calls = range(1, count_calls(operation, bench) + 1)
    chosen = calls if bench.is_full else [random.Random(f"{operation.name} {when}").choice(calls)]
    for call in chosen:
        kill_and_check(operation, call, when, bench)


def kill_and_check(operation: Operation, call: int, when: str, bench: Bench) -> None:
    with open_storages(bench.storage) as (direct,):
        operation.prepare(direct)
        process = start_process(operation, bench.proxy, direct, Fault(call, None))
        kill = process.kill
        bench.proxy.fault = Fault(call, None, before=kill) if when == "before" else Fault(call, None, after=kill)
        outcome = read_outcome(process)
        bench.proxy.start(None)
        assert not outcome
        assert process.returncode == -signal.SIGKILL, "it ended before it was killed"
        delayed = bench.figures.counts[DELAYED_RETRIES]
        check(operation, None, direct, f"{operation.name} killed {when} call {call}", bench.figures)
        assert bench.figures.counts[DELAYED_RETRIES] == delayed, "the retry had to wait"
        bench.figures.add(KILLED)


def count_calls(operation: Operation, bench: Bench) -> int:
    """Return the number of calls of an undisturbed run in its own process."""
    with open_storages(bench.storage) as (direct,):
        operation.prepare(direct)
        process = start_process(operation, bench.proxy, direct, None)
        assert read_outcome(process) in operation.results
        return len(bench.proxy.calls)


def start_process(operation: Operation, proxy: Proxy, direct: Storage, fault: Fault | None) -> "subprocess.Popen[str]":
    proxy.start(fault)
    containers = [direct.photos.container_name, direct.previews.container_name]
    return subprocess.Popen(
        [sys.executable, "-m", "faults.actor", proxy.connection, *containers, operation.name],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        stdout=subprocess.PIPE,
        text=True,
    )


def read_outcome(process: "subprocess.Popen[str]") -> str:
    with process:
        outcome, _ = process.communicate(timeout=60)
    return outcome
