"""What processes use: CPU time and memory, from /proc (Linux) and the clock of this process."""

import os
import time
from collections.abc import Callable
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU time of this process, all of its threads, without its children."""
    started = time.process_time()
    work()
    return time.process_time() - started


def wall_seconds(work: Callable[[], object]) -> float:
    """Time on the clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def family(process: int) -> list[int]:
    """A process and all that descend from it."""
    parents = {int(folder.name): _parent(folder) for folder in Path("/proc").glob("[0-9]*")}
    found = [process]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def peak_megabytes(process: int) -> float:
    """The most memory that a process ever had."""
    return _status(process, "VmHWM")


def megabytes(process: int) -> float:
    """The memory that a process has now."""
    return _status(process, "VmRSS")


def cpu_of(process: int) -> float:
    """CPU seconds that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK


def _status(process: int, name: str) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith(name)), 0.0)


def _parent(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has just ended
        return 0
