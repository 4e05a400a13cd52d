"""Runs the benchmarks: `python -m benchmarks`, with `tests` on PYTHONPATH."""

import argparse
import os
import platform
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from support import as_owner

from benchmarks import (
    cold_start,
    cost,
    encoders,
    first_page,
    index,
    load,
    memory,
    month,
    page_bytes,
    paint,
    pieces,
    scroll,
    search,
    throughput,
    upload,
    videos,
    viewer,
    zips,
)
from benchmarks.bench import CORES, Bench, create_bench
from benchmarks.rows import Row
from gallery.memory import collect_garbage_seldom
from gallery.pictures import worker_pool
from local.dev.errors import CommandError
from local.dev.paths import display_path

BENCHMARKS = {
    "first_page": first_page.measure,
    "index": index.measure,
    "month": month.measure,
    "page_bytes": page_bytes.measure,
    "paint": paint.measure,
    "scroll": scroll.measure,
    "viewer": viewer.measure,
    "search": search.measure,
    "upload": upload.measure,
    "pieces": pieces.measure,
    "throughput": throughput.measure,
    "videos": videos.measure,
    "zips": zips.measure,
    "memory": memory.measure,
    "cold_start": cold_start.measure,
    "load": load.measure,
}
RESULTS = Path(__file__).with_name("RESULTS.md")
HEADINGS = ("figure", "gallery", "compared with", "", "ratio", "target", "met")


def main() -> int:
    """Run the benchmarks; return 1 if one can't be run."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    as_owner.install()
    collect_garbage_seldom()  # as the app does
    arguments = _create_parser().parse_args()
    try:
        with create_bench(is_quick=arguments.quick, source=arguments.photographs) as bench:
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
                print(f"{row.label}: {' | '.join(row.format_cells()[1:])}", flush=True)
    if "encoders" in names:
        encoders.report(bench)
    if "cost" in names:
        cost.report(bench, write=write)
    if write:
        RESULTS.write_text(_format_results(bench, rows), encoding="utf-8")
        print(f"Results written to {display_path(RESULTS)}.")


def _format_results(bench: Bench, rows: Sequence[Row]) -> str:
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    photographs = "photos from a folder" if bench.source else "generated photos"
    table = [HEADINGS, ["---"] * len(HEADINGS), *(row.format_cells() for row in rows)]
    machine = f"{CORES} cores ({platform.machine()}), {memory_gb:.0f} GB, Python {platform.python_version()}"
    return f"""# Results

Written by `python3 dev.py bench` on {datetime.now(UTC):%d %B %Y}. {machine}; {photographs}.
Medians of {bench.runs} runs with their range. Peers are measured in the same run; the ratio compares the medians.

{chr(10).join(f"| {' | '.join(cells)} |" for cells in table)}
"""


def _create_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py bench", allow_abbrev=False)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"benchmarks to run: {', '.join([*BENCHMARKS, 'cost', 'encoders'])}"
    )
    parser.add_argument("--quick", action="store_true", help="run briefly, with little data, and write nothing")
    parser.add_argument("--photographs", type=Path, metavar="DIR", help="folder with JPEG files to measure with")
    return parser


if __name__ == "__main__":
    sys.exit(main())
