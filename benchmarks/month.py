"""Lists a month of 5,000 photos with all their facts."""

import subprocess
from collections.abc import Iterator

from support.fake_library import Shape

from benchmarks.bench import PEERS, Bench
from benchmarks.library import open_library, serve_library
from benchmarks.rows import Row, Target, measure_in_turns
from benchmarks.usage import measure_cpu_seconds
from gallery.model.photos import photo_of
from gallery.storage.account import Storage


def measure(bench: Bench) -> Iterator[Row]:
    with serve_library(Shape(last_month=5_000)) as connection, open_library(connection) as known:

        def read_facts(storage: Storage) -> list[object]:
            return [photo_of(blob).facts for blob in storage.photos.list_prefix("2026/12/")]

        def list_month(storage: Storage) -> float:
            return measure_cpu_seconds(lambda: read_facts(storage))

        def list_first() -> float:
            with open_library(connection) as storage:
                return list_month(storage)

        def list_by_sdk() -> float:
            command = [bench.peer_python, str(PEERS / "listing.py"), connection, "2026/12/"]
            return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

        list_month(known)
        first, again, times = measure_in_turns(bench.runs, list_first, lambda: list_month(known), list_by_sdk)
        yield Row("listing a month of 5,000 photos, CPU", "s", first, "the SDK's list_blobs", times, Target(0.3))
        yield Row("the same again, with nothing changed", "s", again, "the SDK's list_blobs", times, Target(0.3))
