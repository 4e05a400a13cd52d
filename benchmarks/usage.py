"""CPU time and memory of processes, from /proc (Linux), and timers."""

import os
import time
from collections.abc import Callable
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")


def measure_cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of this process, with all threads but without children."""
    started = time.process_time()
    work()
    return time.process_time() - started


def measure_wall_seconds(work: Callable[[], object]) -> float:
    """Return the wall time."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def find_descendants(process: int) -> list[int]:
    """Return the ids of a process and all its descendants."""
    parents = {int(folder.name): _read_parent(folder) for folder in Path("/proc").glob("[0-9]*")}
    found = [process]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def read_peak_megabytes(process: int) -> float:
    """Return the peak memory of a process."""
    return _read_status(process, "VmHWM")


def read_megabytes(process: int) -> float:
    """Return the current memory of a process."""
    return _read_status(process, "VmRSS")


def read_cpu_seconds(process: int) -> float:
    """Return the CPU time that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK


def _read_status(process: int, name: str) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith(name)), 0.0)


def _read_parent(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # the process has just ended
        return 0
