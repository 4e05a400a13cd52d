"""Runs the benchmarks: `python -m benchmarks`, with `tests` on PYTHONPATH."""

import argparse
import os
import platform
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import (
    cold_start,
    cost,
    encoders,
    first_page,
    load,
    memory,
    month,
    page_bytes,
    paint,
    scroll,
    throughput,
    upload,
)
from benchmarks.bench import CORES, Bench, benched
from benchmarks.rows import Row
from gallery.pictures import worker_pool
from local.dev.errors import CommandError
from local.dev.paths import shown

BENCHMARKS = {
    "first_page": first_page.rows,
    "month": month.rows,
    "page_bytes": page_bytes.rows,
    "paint": paint.rows,
    "scroll": scroll.rows,
    "upload": upload.rows,
    "throughput": throughput.rows,
    "memory": memory.rows,
    "cold_start": cold_start.rows,
    "load": load.rows,
}
RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = ("what", "the gallery", "beside it", "", "ratio", "target", "met")


def main() -> int:
    """Ends with 1 when a benchmark could not be run."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    arguments = _parser().parse_args()
    try:
        with benched(is_quick=arguments.quick, source=arguments.photographs) as bench:
            _run(bench, arguments.names or [*BENCHMARKS, "cost"], write=not arguments.quick and not arguments.names)
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    finally:
        worker_pool.close_workers()
    return 0


def _run(bench: Bench, names: Sequence[str], *, write: bool) -> None:
    rows = []
    for name in names:
        if name in BENCHMARKS:
            for row in BENCHMARKS[name](bench):
                rows.append(row)
                print(f"{row.what}: {' | '.join(row.cells()[1:])}", flush=True)
    if "encoders" in names:
        encoders.report(bench)
    if "cost" in names:
        cost.report(bench, write=write)
    if write:
        RESULTS.write_text(_document(bench, rows), encoding="utf-8")
        print(f"Written to {shown(RESULTS)}.")


def _document(bench: Bench, rows: Sequence[Row]) -> str:
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    photographs = "photographs given" if bench.source else "photographs made up"
    table = [HEAD, ["---"] * len(HEAD), *(row.cells() for row in rows)]
    machine = f"{CORES} cores ({platform.machine()}), {memory_gb:.0f} GB, Python {platform.python_version()}"
    return f"""# Results

Written by `python3 dev.py bench` on {datetime.now(UTC):%d %B %Y}. {machine}; {photographs}.
Medians of {bench.runs} runs with their range, each beside the peer in the same run; the ratio is that of the medians.

{chr(10).join(f"| {' | '.join(cells)} |" for cells in table)}
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py bench", allow_abbrev=False)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"some of: {', '.join([*BENCHMARKS, 'cost', 'encoders'])}"
    )
    parser.add_argument("--quick", action="store_true", help="small and soon done; figures mean little, none is kept")
    parser.add_argument("--photographs", type=Path, metavar="DIR", help="JPEG files to measure with")
    return parser


if __name__ == "__main__":
    sys.exit(main())
