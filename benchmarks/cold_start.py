"""Cold start: the import of function_app, with bytecode, that delays a new instance's first response."""

import subprocess
import sys
from collections.abc import Callable, Iterator

from benchmarks.bench import Bench
from benchmarks.rows import Row, Target, measure_in_turns
from local.dev.paths import ROOT

CODE = "import time; started = time.{clock}(); import {module}; print(time.{clock}() - started)"


def measure(bench: Bench) -> Iterator[Row]:
    for clock, unit in (("perf_counter", "wall time"), ("process_time", "CPU")):
        ours, peers = _time_import("function_app", clock), _time_import("azure.functions", clock)
        ours(), peers()  # creates bytecode and fills the file cache
        times = measure_in_turns(bench.runs * 2, ours, peers)
        yield Row(f"import function_app, {unit}", "s", times[0], "azure.functions only", times[1], Target(0.6))


def _time_import(module: str, clock: str) -> Callable[[], float]:
    command = [sys.executable, "-c", CODE.format(module=module, clock=clock)]
    return lambda: float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
