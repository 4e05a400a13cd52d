"""The first page of 100,000 photos: our own CPU and calls of storage, and the whole way from request to answer."""

import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import requests
from support.fake_listing import photo_metadata
from support.storage_calls import count_calls

from benchmarks.bench import PEERS, Bench
from benchmarks.library import library, opened
from benchmarks.rows import Row, Target, in_turns
from benchmarks.usage import cpu_seconds, wall_seconds
from gallery.library.hints import read_hints
from gallery.library.months import list_month
from gallery.library.timeline import Timeline
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from gallery.web.access import Caller
from gallery.web.pages import home_page

OWNER = Caller(is_owner=True, can_view=True)
A_MONTH = 278


def rows(bench: Bench) -> Iterator[Row]:
    years = bench.scaled(30, 3)
    photos = f"{A_MONTH * 12 * years:,}"
    with library(0, 100) as small, library(years, A_MONTH) as large:
        for one in (small, large):
            _look_at_all(one)
        with opened(large) as large_again, opened(small) as small_again:
            figures = [_cpu_ms(large), _cpu_ms(small), _cpu_ms_again(large_again), _cpu_ms_again(small_again)]
            ours, small_ones, again, others_again = in_turns(bench.runs, *figures)
        same = Target(2, is_ratio=True)
        yield Row(f"first page at {photos} photos, our CPU", "ms", ours, "ours at 100", small_ones, same)
        yield Row("the same in an instance that has shown it before", "ms", again, "ours at 100", others_again, same)
        calls = [[float(_calls(one))] for one in (large, small)]
        limit = Target(calls[1][0] + 2)
        yield Row(f"first page at {photos} photos, calls of storage", "", calls[0], "ours at 100", calls[1], limit)
        original = [_original_ms(bench, large)]
        yield Row(f"first page at {photos} photos, CPU", "ms", ours, "the original", original, same)
    yield from _whole_way(bench)


def _whole_way(bench: Bench) -> Iterator[Row]:
    count, years = bench.scaled(10_000, 300), bench.scaled(20, 1)
    containers = bench.containers()
    photos = open_storage(read_settings({PHOTO_STORAGE: bench.connection, **containers})).photos
    photos.list_folder("")

    def fill(number: int) -> None:
        name = f"{2026 - number % years}/{number % 12 + 1:02}/{number % 28 + 1:02}/IMG_{number:05}.jpg"
        photos.overwrite(name, str(number).encode(), "image/jpeg", photo_metadata(name))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(fill, range(count)))
    with bench.gallery(containers) as (ours, _), bench.original(containers["PHOTO_CONTAINER"]) as (original, _):
        for url in (ours, original):
            _get_ms(url)()
        times = in_turns(bench.runs, _get_ms(ours), _get_ms(original))
        what = f"GET / with {count:,} photos in Azurite, request to answer"
        yield Row(what, "ms", times[0], "the original", times[1], Target(1, is_ratio=True))


def _look_at_all(connection: str) -> None:
    """As somebody who has scrolled through the library, so that every month has its hint."""
    with opened(connection) as storage:
        hints = read_hints(storage)
        for month in Timeline(storage).months():
            list_month(storage, month.month, hints)


def _page(connection: str) -> None:
    """In a gallery that has just started."""
    with opened(connection) as storage:
        home_page(storage, {}, OWNER)


def _cpu_ms(connection: str) -> Callable[[], float]:
    return lambda: cpu_seconds(lambda: _page(connection)) * 1000


def _cpu_ms_again(storage: Storage) -> Callable[[], float]:
    home_page(storage, {}, OWNER)
    return lambda: cpu_seconds(lambda: home_page(storage, {}, OWNER)) * 1000


def _get_ms(url: str) -> Callable[[], float]:
    return lambda: wall_seconds(lambda: requests.get(url, timeout=60).raise_for_status()) * 1000


def _calls(connection: str) -> int:
    with count_calls() as calls:
        _page(connection)
    return len(calls)


def _original_ms(bench: Bench, connection: str) -> float:
    command = [bench.peer_python, str(PEERS / "listing.py"), connection, ""]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) * 1000
