"""The first page of 100,000 photos: CPU time, storage requests and response time."""

import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import requests
from gallery.library.hints import read_hints
from gallery.library.months import list_month
from support.fake_listing import photo_metadata
from support.storage_calls import count_calls

from benchmarks.bench import PEERS, Bench
from benchmarks.library import open_library, serve_library
from benchmarks.rows import Row, Target, measure_in_turns
from benchmarks.usage import measure_cpu_seconds, measure_wall_seconds
from gallery.library.timeline import Timeline
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from gallery.web.access import Caller
from gallery.web.pages import home_page

OWNER = Caller(is_owner=True, can_view=True)
PER_MONTH = 278


def measure(bench: Bench) -> Iterator[Row]:
    years = bench.scale(30, 3)
    photos = f"{PER_MONTH * 12 * years:,}"
    with serve_library(0, 100) as small, serve_library(years, PER_MONTH) as large:
        for one in (small, large):
            _view_every_month(one)
        with open_library(large) as large_again, open_library(small) as small_again:
            figures = [_time_first(large), _time_first(small), _time_again(large_again), _time_again(small_again)]
            ours, ours_small, again, again_small = measure_in_turns(bench.runs, *figures)
        target, peer = Target(2, is_ratio=True), "gallery with 100 photos"
        yield Row(f"first page of {photos} photos, CPU", "ms", ours, peer, ours_small, target)
        yield Row("the same, shown again by the same instance", "ms", again, peer, again_small, target)
        calls = [[float(_count_calls(one))] for one in (large, small)]
        limit = Target(calls[1][0] + 2)
        yield Row(f"first page of {photos} photos, storage requests", "", calls[0], peer, calls[1], limit)
        original = [_measure_original_ms(bench, large)]
        yield Row(f"first page of {photos} photos, CPU", "ms", ours, "the original", original, target)
    yield from _measure_response_time(bench)


def _measure_response_time(bench: Bench) -> Iterator[Row]:
    count, years = bench.scale(10_000, 300), bench.scale(20, 1)
    containers = bench.new_containers()
    photos = open_storage(read_settings({PHOTO_STORAGE: bench.connection, **containers})).photos
    photos.list_folder("")

    def fill(number: int) -> None:
        name = f"{2026 - number % years}/{number % 12 + 1:02}/{number % 28 + 1:02}/IMG_{number:05}.jpg"
        photos.overwrite(name, str(number).encode(), "image/jpeg", photo_metadata(name))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(fill, range(count)))
    with bench.run_gallery(containers) as (ours, _), bench.run_original(containers["PHOTO_CONTAINER"]) as (original, _):
        for url in (ours, original):
            _time_get(url)()
        times = measure_in_turns(bench.runs, _time_get(ours), _time_get(original))
        what = f"GET / with {count:,} photos in Azurite, response time"
        yield Row(what, "ms", times[0], "the original", times[1], Target(1, is_ratio=True))


def _view_every_month(connection: str) -> None:
    """List every month like a visitor who scrolls through the library, which fills in the hints."""
    with open_library(connection) as storage:
        hints = read_hints(storage)
        for month in Timeline(storage).months():
            list_month(storage, month.month, hints)


def _build_page(connection: str) -> None:
    """Build the first page in a gallery that has just started."""
    with open_library(connection) as storage:
        home_page(storage, {}, OWNER)


def _time_first(connection: str) -> Callable[[], float]:
    return lambda: measure_cpu_seconds(lambda: _build_page(connection)) * 1000


def _time_again(storage: Storage) -> Callable[[], float]:
    home_page(storage, {}, OWNER)
    return lambda: measure_cpu_seconds(lambda: home_page(storage, {}, OWNER)) * 1000


def _time_get(url: str) -> Callable[[], float]:
    return lambda: measure_wall_seconds(lambda: requests.get(url, timeout=60).raise_for_status()) * 1000


def _count_calls(connection: str) -> int:
    with count_calls() as calls:
        _build_page(connection)
    return len(calls)


def _measure_original_ms(bench: Bench, connection: str) -> float:
    command = [bench.peer_python, str(PEERS / "listing.py"), connection, ""]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) * 1000
