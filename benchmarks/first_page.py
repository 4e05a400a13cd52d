"""The first page of large libraries: CPU time, storage requests and response time."""

import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import requests
from support.fake_library import Shape, photo_metadata

from benchmarks.bench import PEERS, Bench
from benchmarks.library import HUNDRED, count_calls_of, open_library, serve_library, time_again, time_first
from benchmarks.rows import Row, Target, measure_in_turns
from benchmarks.usage import measure_wall_seconds
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from gallery.web.access import Caller
from gallery.web.pages import home_page

OWNER = Caller(is_owner=True, can_view=True)
PEER = "gallery with 100 photos"


def measure(bench: Bench) -> Iterator[Row]:
    dated = Shape(years=bench.scale(30, 3), photos_a_month=278)
    in_albums = Shape(albums=300, album_photos=bench.scale(100_000, 10_000))
    folders = bench.scale(1_610, 161)
    million = Shape(bench.scale(30, 3), 1_389, folders, folders * 310)
    with serve_library(HUNDRED) as small:
        for shape, where in ((dated, "by date"), (in_albums, "in 300 albums"), (million, "by date and in albums")):
            with serve_library(shape) as large:
                yield from _compare(bench, large, small, f"first page of {shape.photos:,} photos {where}")
                if shape == dated:
                    yield from _compare_with_original(bench, large, shape)
    yield from _measure_response_time(bench)


def _compare(bench: Bench, large: str, small: str, label: str) -> Iterator[Row]:
    ours, ours_small = measure_in_turns(bench.runs, time_first(large, _view), time_first(small, _view))
    with open_library(large) as large_again, open_library(small) as small_again:
        figures = time_again(large_again, _view), time_again(small_again, _view)
        again, again_small = measure_in_turns(bench.runs, *figures)
    target = Target(2, is_ratio=True)
    yield Row(f"{label}, CPU", "ms", ours, PEER, ours_small, target)
    yield Row("the same, shown again by the same instance", "ms", again, PEER, again_small, target)
    calls = [[float(count_calls_of(one, _view))] for one in (large, small)]
    yield Row(f"{label}, storage requests", "", calls[0], PEER, calls[1], Target(calls[1][0] + 2))


def _compare_with_original(bench: Bench, large: str, shape: Shape) -> Iterator[Row]:
    (ours,) = measure_in_turns(bench.runs, time_first(large, _view))
    command = [bench.peer_python, str(PEERS / "listing.py"), large, ""]
    original = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) * 1000
    label = f"first page of {shape.photos:,} photos, CPU"
    yield Row(label, "ms", ours, "the original", [original], Target(2, is_ratio=True))


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


def _view(storage: Storage) -> None:
    home_page(storage, {}, OWNER)


def _time_get(url: str) -> Callable[[], float]:
    return lambda: measure_wall_seconds(lambda: requests.get(url, timeout=60).raise_for_status()) * 1000
