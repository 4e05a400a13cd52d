"""The most memory that any process takes while four photos of 12 megapixels are uploaded at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import requests

from benchmarks.bench import Bench
from benchmarks.rows import Row, Target
from benchmarks.usage import family, peak_megabytes

AT_ONCE = 4


def rows(bench: Bench) -> Iterator[Row]:
    photos = bench.photographs(bench.scaled(40, 8))
    with bench.gallery(bench.containers()) as (url, process):
        idle = max(map(peak_megabytes, family(process)))

        def upload(number: int) -> None:
            files = {"photos": (f"{number}.jpg", photos[number])}
            sent = requests.post(
                f"{url}/upload-photos", files=files, headers={"Accept": "application/json"}, timeout=60
            )
            sent.raise_for_status()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(upload, range(len(photos))))
        peak = max(map(peak_megabytes, family(process)))
    what = f"peak memory of any process, {AT_ONCE} uploads of 12 MP at once"
    yield Row(what, "MB", [peak], "ours before the first", [idle], Target(250))
