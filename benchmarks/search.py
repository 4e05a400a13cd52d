"""Searching 100,000 and 1,000,000 photos, by the owner and by a visitor.

`python -m benchmarks.search CONNECTION OWNER QUERY` prints the figures of a process that searches twice.
"""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from support.fake_library import Shape
from support.storage_calls import count_calls

from benchmarks.bench import Bench
from benchmarks.library import open_library, serve_library
from benchmarks.rows import Row, Target
from benchmarks.usage import measure_cpu_seconds
from gallery.library.index.opening import open_index
from gallery.library.search.query import parse_query
from gallery.library.search.results import search
from gallery.library.timeline import PAGE_PHOTOS
from gallery.memory import release_large_blocks
from gallery.model.paging import page_before
from gallery.storage.account import Storage
from local.dev.paths import ROOT

QUERIES = ("beach rome", "2019 anna", "album", "nothing")
"""Two words, a year and a word, one that finds most of the albums' photos, and one that finds nothing."""

YEARS, A_MONTH, ALBUMS, IN_ALBUMS = 28, 200, 300, 32_800
"""Of the library with 100,000 photos. The larger one has ten times as many photos in each month and album."""


class Figures(NamedTuple):
    """Of one process."""

    first: float
    """Seconds of CPU."""
    again: float
    calls: int
    """Of the first search."""
    megabytes: float
    """That the process keeps after both."""


def measure(bench: Bench) -> Iterator[Row]:
    small = Shape(bench.scale(YEARS, 2), A_MONTH, ALBUMS, bench.scale(IN_ALBUMS, 200))
    with serve_library(small, is_described=True) as library:
        for who in ("owner", "visitor"):
            figures = [_search_in_new_process(library, who, query) for _ in range(bench.runs) for query in QUERIES]
            what = f"search of 100,000 photos, {who}"
            yield Row(f"{what}, first", "s", [one.first for one in figures], target=Target(0.3))
            yield Row(f"{what}, again", "s", [one.again for one in figures], target=Target(0.1))
            yield Row(f"{what}, storage requests", "", [float(one.calls) for one in figures], target=Target(35))
            yield Row(f"{what}, memory", "MB", [one.megabytes for one in figures], target=Target(60))
    large = small._replace(photos_a_month=10 * A_MONTH, album_photos=10 * small.album_photos)
    with serve_library(large, is_described=True) as library:
        times = [_search_in_new_process(library, "owner", query).first for query in QUERIES]
        yield Row("search of 1,000,000 photos, owner, first", "s", times, target=Target(2))


def _search_in_new_process(library: str, who: str, query: str) -> Figures:
    command = [sys.executable, "-m", "benchmarks.search", library, who, query]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    output = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    return Figures(*json.loads(output))


def _measure_here(storage: Storage, query: str, *, is_owner: bool) -> Figures:
    def find() -> None:
        index = open_index(storage, is_owner=is_owner)
        results = search(index, parse_query(query, is_owner=is_owner), is_owner=is_owner)
        page_before(results, None, PAGE_PHOTOS)
        results.months()

    open_index(storage, is_owner=is_owner)  # Reading the catalog is part of every page.
    before = _read_memory()
    with count_calls() as calls:
        first = measure_cpu_seconds(find)
    number = len(calls)
    again = measure_cpu_seconds(find)
    return Figures(first, again, number, _read_memory() - before)


def _read_memory() -> float:
    """Return the process's memory in megabytes, without garbage (Linux, proc(5))."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Print the figures."""
    release_large_blocks()
    library, who, query = sys.argv[1:]
    with open_library(library) as storage:
        print(json.dumps(_measure_here(storage, query, is_owner=who == "owner")))


if __name__ == "__main__":
    main()
