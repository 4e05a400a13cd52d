"""The index: pages of albums and old years, a scan, and reading the catalog."""

import gzip
import time
from collections.abc import Callable, Iterator

from support.fake_library import Shape
from support.storage_calls import count_calls

from benchmarks.bench import Bench
from benchmarks.library import count_calls_of, open_library, serve_library, time_first
from benchmarks.rows import Row, Target, measure_in_turns
from benchmarks.usage import measure_cpu_seconds
from gallery.library.index.catalog import Catalog
from gallery.library.index.state import CATALOG, read_state
from gallery.library.index.upkeep import Upkeep
from gallery.storage.account import Storage
from gallery.web.access import Caller
from gallery.web.pages import albums_page, home_page

OWNER = Caller(is_owner=True, can_view=True)
OLD_MONTH = "2026-05"
NO_LIMIT = 3_600
"""Seconds for a scan."""


def measure(bench: Bench) -> Iterator[Row]:
    yield from _measure_albums_page(bench)
    yield from _measure_old_page(bench)
    yield from _measure_scan(bench)
    yield from _measure_catalog(bench)


def _measure_albums_page(bench: Bench) -> Iterator[Row]:
    def view(storage: Storage) -> None:
        albums_page(storage, OWNER)

    with serve_library(Shape(albums=500, album_photos=5_000)) as many, serve_library(Shape(0, 0, 5, 50)) as few:
        times = measure_in_turns(bench.runs, time_first(many, view), time_first(few, view))
        yield Row("albums page with 500 albums, CPU", "ms", times[0], "with 5 albums", times[1], Target(40))
        calls = [float(count_calls_of(many, view))]
        yield Row("albums page with 500 albums, storage requests", "", calls, target=Target(4))


def _measure_old_page(bench: Bench) -> Iterator[Row]:
    """Measure the page of a month in a year with many photos, by date and in albums, as a bookmark opens it."""

    def view(storage: Storage) -> None:
        home_page(storage, {"month": OLD_MONTH}, OWNER)

    a_month = bench.scale(33_334, 1_667)
    with serve_library(Shape(1, a_month)) as many, serve_library(Shape(1, 34)) as few:
        label, peer = f"page of a year with {a_month * 12:,} photos", "of a year with 408"
        times = measure_in_turns(bench.runs, time_first(many, view), time_first(few, view))
        yield Row(f"{label}, CPU", "ms", times[0], peer, times[1], Target(2, is_ratio=True))
        calls = [[float(count_calls_of(one, view))] for one in (many, few)]
        yield Row(f"{label}, storage requests", "", calls[0], peer, calls[1], Target(calls[1][0] + 2))


def _measure_scan(bench: Bench) -> Iterator[Row]:
    shape = Shape(10, bench.scale(417, 42), 300, bench.scale(50_000, 5_000))
    seconds, listings = list[float](), list[float]()
    for _ in range(bench.scale(3, 1)):
        with serve_library(shape, has_index=False) as connection, open_library(connection) as storage:
            with count_calls() as calls:
                seconds.append(measure_cpu_seconds(_scan(storage)))
            listings.append(float(sum("list" in call.split() for call in calls)))
    yield Row(f"scan of {shape.photos:,} photos, CPU", "s", seconds, target=Target(6))
    yield Row("the same, listing requests", "", listings, target=Target(25))


def _scan(storage: Storage) -> Callable[[], object]:
    return lambda: Upkeep(storage, read_state(storage), time.monotonic() + NO_LIMIT).scan(again=False)


def _measure_catalog(bench: Bench) -> Iterator[Row]:
    shape = Shape(30, 100, bench.scale(1_610, 161), bench.scale(50_000, 5_000))
    with serve_library(shape) as connection, open_library(connection) as storage:
        _, data = storage.photos.read(CATALOG)
    folders = len(Catalog.unpack(data).folders)

    def read() -> float:
        return measure_cpu_seconds(lambda: Catalog.unpack(data)) * 1000

    def decompress() -> float:
        return measure_cpu_seconds(lambda: gzip.decompress(data)) * 1000

    times = measure_in_turns(bench.runs * 2, read, decompress)
    yield Row(f"reading the catalog of {folders:,} folders, CPU", "ms", times[0], "decompressing it", times[1])
    yield Row("the same, size", "kB", [len(data) / 1000])
