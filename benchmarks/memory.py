"""Peak memory of any process during four parallel uploads of 12 megapixels."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import requests

from benchmarks.bench import Bench
from benchmarks.rows import Row, Target
from benchmarks.usage import find_descendants, read_peak_megabytes

PARALLEL = 4


def measure(bench: Bench) -> Iterator[Row]:
    photos = bench.load_photographs(bench.scale(40, 8))
    with bench.run_gallery(bench.new_containers()) as (url, process):
        idle = max(map(read_peak_megabytes, find_descendants(process)))

        def upload(number: int) -> None:
            files = {"photos": (f"{number}.jpg", photos[number])}
            response = requests.post(
                f"{url}/upload-photos", files=files, headers={"Accept": "application/json"}, timeout=60
            )
            response.raise_for_status()

        with ThreadPoolExecutor(PARALLEL) as pool:
            list(pool.map(upload, range(len(photos))))
        peak = max(map(read_peak_megabytes, find_descendants(process)))
    what = f"peak memory of any process, {PARALLEL} parallel 12 MP uploads"
    yield Row(what, "MB", [peak], "before the first upload", [idle], Target(250))
