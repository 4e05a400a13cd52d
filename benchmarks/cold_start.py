"""What a new instance does before its first answer: import function_app, with its bytecode there."""

import subprocess
import sys
from collections.abc import Callable, Iterator

from benchmarks.bench import Bench
from benchmarks.rows import Row, Target, in_turns
from local.dev.paths import ROOT

TIMED = "import time; started = time.{clock}(); import {module}; print(time.{clock}() - started)"


def rows(bench: Bench) -> Iterator[Row]:
    for clock, what in (("perf_counter", "on the clock"), ("process_time", "CPU")):
        ours, peers = _import("function_app", clock), _import("azure.functions", clock)
        ours(), peers()  # from now on there is bytecode, and the files are in the machine's memory
        times = in_turns(bench.runs * 2, ours, peers)
        yield Row(f"import function_app, {what}", "s", times[0], "azure.functions alone", times[1], Target(0.6))


def _import(module: str, clock: str) -> Callable[[], float]:
    command = [sys.executable, "-c", TIMED.format(module=module, clock=clock)]
    return lambda: float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
